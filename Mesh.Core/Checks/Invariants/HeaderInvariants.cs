using System.Text.RegularExpressions;
using Envoy.Config.Core.V3;

namespace Mesh.Core.Checks.Invariants;

internal static partial class HeaderInvariants
{
    public static void HeaderValueOption(HeaderValueOption option, Findings findings)
    {
        if (option.Header is not { } header) return;
        if (IsReserved(header.Key)) findings.Add("header.key", $"'{header.Key}' may not be modified: use a rewrite for host, path and the like");
        if (Variable().Replace(header.Value, "").Contains('%'))
        {
            findings.Add("header.value", $"'{header.Value}': a percent sign begins a variable, as in %REQ(:authority)%; by itself it is written %%");
        }
    }

    public static void Removed(IEnumerable<string> names, string field, Findings findings)
    {
        foreach (var name in names.Where(IsReserved)) findings.Add(field, $"'{name}' may not be removed");
    }

    /// <summary><c>%%</c>, <c>%NAME%</c>, <c>%NAME(arguments)%</c>, <c>%NAME(arguments):LENGTH%</c>.</summary>
    [GeneratedRegex(@"%(%|[A-Z0-9_]+(\(.*?\))?(:[0-9]+)?%)")]
    private static partial Regex Variable();

    private static bool IsReserved(string name) => name.StartsWith(':') || name.Equals("host", StringComparison.OrdinalIgnoreCase);
}
