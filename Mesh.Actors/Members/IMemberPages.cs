namespace Mesh.Actors.Members;

/// <summary>What this member can say of itself to the others.</summary>
public interface IMemberPages
{
    /// <returns>The page; null when there is none of that name, or none about the argument.</returns>
    Task<string?> Render(string page, string argument, CancellationToken cancel);
}
