using Mesh.Core.Config;
using Mesh.Core.Config.Foreign;
using Mesh.Core.Model;
using Mesh.Core.Model.Gateways;

namespace Mesh.Core.Analysis.Facts;

/// <summary>A gateway that VirtualServices may name: Istio's, or Kubernetes'.</summary>
/// <param name="Hosts">As <c>namespace/host</c> or a plain host; null for one that could not be read, which may serve any.</param>
public sealed record KnownGateway(string Name, IReadOnlyList<string>? Hosts)
{
    public bool Serves(string host, string owner) =>
        Hosts is null || Hosts.Any(x => GatewayServer.NamespaceOf(x) is var ns && (ns == "*" || ns == owner) && Hostnames.Matches(host, GatewayServer.HostOf(x)));
}

/// <summary>All gateways by <c>namespace/name</c>.</summary>
public sealed class GatewayFacts
{
    private readonly Dictionary<string, KnownGateway> _all = [];

    public GatewayFacts(AnalysisInput input)
    {
        foreach (var gateway in input.Configs.All<GatewayConfig>(ConfigKind.Gateway))
        {
            Add(gateway.Namespace, gateway.Name, [.. (gateway.Spec.Servers ?? []).SelectMany(x => x.Hosts ?? []).Select(x => Qualify(x, gateway.Namespace))]);
        }
        foreach (var gateway in input.Foreign.Where(x => x.Body is ForeignGateway))
        {
            Add(gateway.Namespace, gateway.Name, [.. (((ForeignGateway)gateway.Body).Spec?.Listeners ?? []).Select(x => x.Hostname is { Length: > 0 } host ? host : "*")]);
        }
        foreach (var (kind, ns, name) in input.Unreadable)
        {
            if (kind == ConfigKind.Gateway) Add(ns, name, null);
        }
    }

    public IEnumerable<string> Names => _all.Keys;

    /// <param name="name"><c>namespace/name</c></param>
    public KnownGateway? Find(string name) => _all.GetValueOrDefault(name);

    private void Add(string ns, string name, IReadOnlyList<string>? hosts) => _all.TryAdd($"{ns}/{name}", new($"{ns}/{name}", hosts));

    private static string Qualify(string host, string owner) => host.StartsWith("./", StringComparison.Ordinal) ? $"{owner}{host[1..]}" : host;
}
