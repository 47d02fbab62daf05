namespace Mesh.Commands;

/// <param name="Says">In an operator's words.</param>
/// <param name="File">Where <paramref name="Text"/> is to be written; null for nowhere.</param>
/// <param name="Apply">A command line that does what this one may not.</param>
internal sealed record RollbackOutcome(bool Done, string Says, bool Differs, string? File, string? Text, string? Apply = null)
{
    public static RollbackOutcome Refused(string why, string? apply = null) => new(false, $"Nothing was written: {why}.", Differs: apply is not null, null, null, apply);
}
