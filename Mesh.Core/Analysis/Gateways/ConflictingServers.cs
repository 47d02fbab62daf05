using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Model.Gateways;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Gateways;

/// <summary>
/// Servers of all Gateways that select one workload share its ports: plain HTTP with plain HTTP, TLS with TLS of other hosts. Everything else the older one wins.
/// </summary>
internal sealed class ConflictingServers : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.ConflictingGateways, FindingCodes.LosingServer];

    public override ValueList<ConfigKind> Reads => [ConfigKind.Gateway, ConfigKind.Pod, ConfigKind.WorkloadEntry, ConfigKind.WorkloadGroup, ConfigKind.Namespace];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        var servers = ModelBuilder.ByAge<GatewayConfig>(input.Configs, ConfigKind.Gateway).SelectMany(Servers).ToList();
        foreach (var ofPort in servers.GroupBy(x => (x.Port, x.Bind)))
        {
            IReadOnlyList<At> all = [.. ofPort];
            for (var i = 1; i < all.Count; i++)
            {
                foreach (var older in all.Take(i).Where(x => Meet(input, x.Gateway, all[i].Gateway)))
                {
                    Compare(older, all[i], sink);
                }
            }
        }
    }

    private static IEnumerable<At> Servers(ConfigObject<GatewayConfig> gateway) => (gateway.Spec.Servers ?? [])
        .Select((x, i) => new At(gateway, $"spec.servers[{i}]", x, (int)(x.Port?.Number ?? 0), x.Bind ?? "", Protocols.Parse(x.Port?.Protocol)))
        .Where(x => x.Port > 0);

    private static void Compare(At older, At server, FindingSink sink)
    {
        if (older.IsPlainHttp != server.IsPlainHttp || older.IsTls != server.IsTls)
        {
            sink.Add(FindingCodes.LosingServer, server.Gateway, $"{server.Field}.port", $"port {server.Port} of the same workload is {older.Protocol.ToString().ToUpperInvariant()} in {older.Name}, which is older: this server is left out", "use another port");
            return;
        }
        if (ReferenceEquals(older.Gateway, server.Gateway) && !server.IsTls) return;
        var shared = server.Hosts.Where(x => older.Hosts.Any(y => GatewayServer.HostOf(x) == GatewayServer.HostOf(y) && SameScope(x, y))).Select(GatewayServer.HostOf).Distinct().ToList();
        if (shared.Count == 0) return;
        var outcome = server.IsTls ? $"the one of {older.Name} counts, and this server is left out" : "routes of both are mixed, the older ones first";
        var (code, cure) = ReferenceEquals(older.Gateway, server.Gateway) ? (FindingCodes.LosingServer, "name each host once") : (FindingCodes.ConflictingGateways, "make one server of them, or give them different hosts");
        sink.Add(code, server.Gateway, $"{server.Field}.hosts", $"{string.Join(", ", shared)} on port {server.Port} of the same workload ({Selector(server.Gateway)}) is in {older.Name} too; {outcome}", cure);
        if (code == FindingCodes.ConflictingGateways)
        {
            sink.Add(code, older.Gateway, $"{older.Field}.hosts", $"{string.Join(", ", shared)} on port {server.Port} of the same workload ({Selector(older.Gateway)}) is in {server.Name} too; {(server.IsTls ? "this one, the older, counts" : outcome)}", cure);
        }
    }

    /// <summary>Whether some workload has both: one selector says no less than the other, or a known workload fits both.</summary>
    private static bool Meet(AnalysisInput input, ConfigObject<GatewayConfig> a, ConfigObject<GatewayConfig> b)
    {
        var (one, other) = (a.Spec.Selector ?? ValueMap<string>.Empty, b.Spec.Selector ?? ValueMap<string>.Empty);
        if (one.Any(x => other.TryGetValue(x.Key, out var value) && value != x.Value)) return false;
        return Selectors.Selects(one, other) || Selectors.Selects(other, one) || input.Workloads.Selected(null, one).Any(x => Selectors.Selects(other, x.Labels));
    }

    private static bool SameScope(string a, string b) => GatewayServer.NamespaceOf(a) is var x && GatewayServer.NamespaceOf(b) is var y && (x == y || x == "*" || y == "*");

    private static string Selector(ConfigObject<GatewayConfig> gateway) => gateway.Spec.Selector is { Count: > 0 } labels ? string.Join(", ", labels.Select(x => $"{x.Key}={x.Value}")) : "any";

    private sealed record At(ConfigObject<GatewayConfig> Gateway, string Field, Server Server, int Port, string Bind, Protocol Protocol)
    {
        public string Name { get; } = $"{Gateway.Namespace}/{Gateway.Name}";

        public bool IsPlainHttp => Protocol.IsHttp();

        public bool IsTls => Server.Tls is not null && !IsPlainHttp;

        public IReadOnlyList<string> Hosts { get; } = [.. (Server.Hosts ?? []).Select(x => x.StartsWith("./", StringComparison.Ordinal) ? $"{Gateway.Namespace}{x[1..]}" : x)];
    }
}
