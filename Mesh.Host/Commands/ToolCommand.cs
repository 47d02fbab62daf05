using System.CommandLine;

namespace Mesh.Commands;

/// <summary>A command whose own help goes beyond the one line that the list of commands shows.</summary>
/// <param name="details">Printed at the end of its help, examples first.</param>
internal sealed class ToolCommand(string name, string summary, string details) : Command(name, summary)
{
    public string Details { get; } = details;
}
