using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Golden;

/// <summary>One proxy of one case of the conformance data.</summary>
internal sealed record ConformanceRow(string Area, string Case, string Proxy)
{
    public string Name => $"{Case}/{Proxy}";

    public string Folder => Path.Combine(ConformanceData.Root, Area, Case);

    public string ExpectedFile => Path.Combine(Folder, "expected", $"{Proxy}.json");
}

/// <summary>Where istiod's own answers lie: beside the repository, or where ACTORMESH_CONFORMANCE says. They are never copied into it.</summary>
internal static class ConformanceData
{
    public static readonly string Root =
        Environment.GetEnvironmentVariable("ACTORMESH_CONFORMANCE") is { Length: > 0 } path ? path : Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "conformance"));

    public static string Absent => $"no conformance data: {Root} is not there (ACTORMESH_CONFORMANCE names another place)";

    /// <summary>Every proxy that has an expectation, in the order of the names; empty when the data is absent.</summary>
    public static IReadOnlyList<ConformanceRow> Rows(string area)
    {
        var folder = Path.Combine(Root, area);
        if (!Directory.Exists(folder)) return [];
        return
        [
            .. from directory in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
               let expected = Path.Combine(directory, "expected")
               where Directory.Exists(expected)
               from file in Directory.EnumerateFiles(expected, "*.json").Order(StringComparer.Ordinal)
               select new ConformanceRow(area, Path.GetFileName(directory), Path.GetFileNameWithoutExtension(file)),
        ];
    }
}
