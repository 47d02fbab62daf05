using Mesh.Core.Config.Validation;

namespace Mesh.Commands.Validation;

/// <summary>One thing to say of one document.</summary>
/// <param name="Code">null for what is about the reading of files.</param>
/// <param name="Text">The field and what is wrong with it.</param>
/// <param name="Cure">What to do about it; empty where the text says it.</param>
internal sealed record Complaint(FindingLevel Level, FindingCode? Code, int Line, string Text, string Cure)
{
    /// <summary>All of it in one line.</summary>
    public string Sentence => $"{Text}{(Cure.Length == 0 ? "" : $"; {Cure}")}{(Code is null ? "" : $" ({Code}, {Word})")}";

    public string Word => Level switch
    {
        FindingLevel.Error => "error",
        FindingLevel.Warning => "warning",
        _ => "info",
    };
}
