using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>The gateways that a VirtualService names: <c>namespace/name</c>, <c>name</c>, <c>mesh</c>, or the old <c>name.namespace.svc…</c></summary>
internal static class GatewayNames
{
    public const string Mesh = "mesh";

    /// <summary>As in Istio, names after the first one without a slash are not looked at.</summary>
    /// <param name="isGenerated">Whether a controller named them.</param>
    public static void Gateways(this Findings findings, string field, ValueList<string>? gateways, bool isGenerated = false)
    {
        for (var i = 0; i < gateways?.Count; i++)
        {
            var slash = gateways[i].IndexOf('/', StringComparison.Ordinal);
            if (slash < 0)
            {
                var parts = gateways[i].Split('.');
                if (parts.Length > 1) findings.Warn($"{field}[{i}]", $"the form \"{gateways[i]}\" is an old one; write {parts[1]}/{parts[0]}");
                findings.Domain($"{field}[{i}]", gateways[i]);
                return;
            }
            if (!Dns.IsLabel(gateways[i][..slash])) findings.Error($"{field}[{i}]", $"\"{gateways[i][..slash]}\" is not a namespace");
            if (!isGenerated && !Dns.IsLabel(gateways[i][(slash + 1)..])) findings.Error($"{field}[{i}]", $"\"{gateways[i][(slash + 1)..]}\" is not a gateway's name");
        }
    }
}
