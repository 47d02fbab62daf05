using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>exportTo: the namespaces that see an object. <c>.</c> is its own, <c>*</c> all, <c>~</c> none.</summary>
internal static class ExportToCheck
{
    private const string Field = "spec.exportTo";

    public static void ExportTo(this Findings findings, ConfigMeta meta, ValueList<string>? exportTo, bool allowsNobody = false)
    {
        if (exportTo is null || exportTo.Count == 0) return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < exportTo.Count; i++)
        {
            var entry = exportTo[i] == "." ? meta.Namespace : exportTo[i];
            if (!seen.Add(entry)) findings.Error($"{Field}[{i}]", $"names {exportTo[i]} twice");
            else if (entry is not ("*" or "~") && !Dns.IsLabel(entry)) findings.Error($"{Field}[{i}]", $"must be a namespace, . or *, not \"{entry}\"");
        }
        if (seen.Contains("*") && exportTo.Count > 1) findings.Error(Field, "* stands for all namespaces, so nothing may stand beside it");
        if (seen.Contains("~") && !allowsNobody) findings.Error(Field, "~ (nobody) is not allowed here; leave the object out instead");
        else if (seen.Contains("~") && exportTo.Count > 1) findings.Error(Field, "~ stands for nobody, so nothing may stand beside it");
    }
}
