using Envoy.Config.Core.V3;

namespace Mesh.Core.Checks.Invariants;

internal static class HeaderInvariants
{
    public static void HeaderValueOption(HeaderValueOption option, Findings findings)
    {
        if (option.Header is not { } header) return;
        if (IsReserved(header.Key)) findings.Add("header.key", $"'{header.Key}' may not be modified: use a rewrite for host, path and the like");
        if (header.Value.Replace("%%", "", StringComparison.Ordinal).Count(x => x == '%') % 2 != 0)
        {
            findings.Add("header.value", $"'{header.Value}': a percent sign by itself is written %%");
        }
    }

    public static void Removed(IEnumerable<string> names, string field, Findings findings)
    {
        foreach (var name in names.Where(IsReserved)) findings.Add(field, $"'{name}' may not be removed");
    }

    private static bool IsReserved(string name) => name.StartsWith(':') || name.Equals("host", StringComparison.OrdinalIgnoreCase);
}
