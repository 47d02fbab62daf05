namespace Mesh.Core.Values;

/// <summary>One complaint about what a user wrote, in the user's words.</summary>
/// <param name="Field">The path as the user wrote it: <c>spec.http[0].route[1].weight</c>.</param>
/// <param name="Reason">What is wrong and what is allowed.</param>
/// <param name="Line">1-based line in the source, 0 when it is not known.</param>
public sealed record ConfigError(string Field, string Reason, int Line = 0)
{
    public override string ToString() => Field.Length == 0 ? Reason : $"{Field}: {Reason}";
}
