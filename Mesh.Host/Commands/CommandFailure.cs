namespace Mesh.Commands;

/// <summary>Ends a command with words for the operator: what is wrong, and what to do about it.</summary>
public sealed class CommandFailure(string message, int exitCode = ExitCode.Findings) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
