using System.Globalization;
using Envoy.Config.Route.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Routes;

/// <summary>
/// The route configurations of sidecars: <c>80</c> (all services of a port), <c>host:port</c> (one sniffed service), <c>http_proxy</c> and
/// <c>unix://…</c> (all services, told apart by their port), and <c>outbound|port||host</c> of gRPC clients.
/// </summary>
internal static class OutboundRoutes
{
    private const string UnixPrefix = "unix:";

    private sealed record ConfigurationKey(SidecarScope Scope, string Name, RouteViewer Viewer);

    private sealed record IndexKey(SidecarScope Scope, int Egress);

    private sealed record AssemblyKey(string Name, ValueList<BuiltHost> Hosts, bool IgnorePort);

    /// <returns>null when no listener of the proxy could ask for that name.</returns>
    public static Translated? Translate(ProxyContext context, string name)
    {
        var key = new ConfigurationKey(context.Scope, name, RouteViewer.Of(context));
        return context.Memo.GetOrAdd(key, x => new Maybe(Build(context, x))).Value;
    }

    private static Translated? Build(ProxyContext context, ConfigurationKey key)
    {
        if (Question.Parse(key.Name) is not { } question || EgressOf(key.Scope, question) is not (>= 0 and var place)) return null;
        var egress = key.Scope.Egress[place];
        var index = context.Memo.GetOrAdd(new IndexKey(key.Scope, place), static x => new EgressIndex(x.Scope.Egress[x.Egress]));
        // A listener for proxy requests sees every port, whatever its own.
        var port = Protocols.Parse(egress.Listener?.Port?.Protocol) == Protocol.HttpProxy ? 0 : question.Port;
        var hosts = new OutboundHosts(context, key.Viewer, index, port).Build(question.OnlyHost);
        if (question.OnlyHost is not null && !key.Viewer.Proxyless)
        {
            hosts = hosts.Where(x => x.Message.Name == key.Name).Select(x => VirtualHosts.WithDomains(context.Memo, x, ["*"]));
        }
        ValueList<BuiltHost> all = [.. hosts.OrderBy(x => x.Message.Name, StringComparer.Ordinal)];
        if (question.OnlyHost is null && !all.Any(x => x.Message.Domains.Contains("*"))) all = [.. all, CatchAll.Of(context, key.Viewer.AttemptCount)];
        return context.Memo.GetOrAdd(new AssemblyKey(key.Name, all, IgnorePort: !key.Viewer.Proxyless), Assemble);
    }

    private static Translated Assemble(AssemblyKey key)
    {
        var configuration = RouteConfigurations.New(key.Name, key.IgnorePort);
        configuration.VirtualHosts.AddRange(key.Hosts.Select(x => x.Message));
        return new(XdsType.Route, key.Name, configuration, [.. key.Hosts.SelectMany(x => x.Origins).Distinct()]);
    }

    /// <returns>-1 when no egress listener answers: the first catch-all, or the one that names this port or socket.</returns>
    private static int EgressOf(SidecarScope scope, Question question)
    {
        for (var place = 0; place < scope.Egress.Count; place++)
        {
            var egress = scope.Egress[place];
            if (!egress.HasPort) return place;
            var number = (int)(egress.Listener!.Port!.Number ?? 0);
            if (number == question.Port && (number != 0 || egress.Listener.Bind == question.Name)) return place;
        }
        return -1;
    }

    /// <summary>A name that a listener asks by.</summary>
    /// <param name="Port">0: every port.</param>
    /// <param name="OnlyHost">The one service that is asked for; null: all.</param>
    private sealed record Question(string Name, int Port, string? OnlyHost)
    {
        public const string HttpProxy = "http_proxy";

        public static Question? Parse(string name)
        {
            if (name == HttpProxy || name.StartsWith(UnixPrefix, StringComparison.Ordinal)) return new(name, 0, null);
            if (Number(name) is { } port) return new(name, port, null);
            if (XdsName.ParseOutbound(name) is { } cluster) return new(name, cluster.Port, cluster.Host);
            var colon = name.LastIndexOf(':');
            return colon > 0 && Number(name[(colon + 1)..]) is { } sniffed ? new(name, sniffed, name[..colon]) : null;
        }

        private static int? Number(string text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
    }

    /// <summary>Lets the memo remember that there is nothing.</summary>
    private sealed record Maybe(Translated? Value);
}
