using System.Text.Json;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Coverage;

/// <summary>What is to be said of fields that no golden case proves.</summary>
/// <param name="Field"><c>Message.field</c>, or <c>Message.*</c> for all that is left of a message.</param>
/// <param name="State">validated, ignored or tested.</param>
/// <param name="Reason">Why nothing that is sent depends on it; of a tested one the test's name, Class.Method.</param>
internal sealed record CoverageNote(string Field, string State, string Reason)
{
    public static readonly string File = Path.Combine(Repository.Root, "Mesh.Tests", "Coverage", "notes.json");

    public static IReadOnlyList<CoverageNote> All { get; } = JsonSerializer.Deserialize<CoverageNote[]>(System.IO.File.ReadAllText(File), JsonSerializerOptions.Web)!;

    public static CoverageNote? Of(Field field) => All.FirstOrDefault(x => x.Field == field.ToString()) ?? All.FirstOrDefault(x => x.Field == $"{field.Message}.*");
}
