using Envoy.Config.Route.V3;
using Mesh.Core.Config;
using Mesh.Core.Translation.Routes;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Pipeline;

/// <summary>
/// A VirtualService and its DestinationRule may arrive in either order: a virtual host that names a cluster which is not there keeps its last
/// good form for a grace time, and then goes out as it is configured. Only what was good before is held: a proxy that knows no better form
/// gets the configured one at once, as from istiod.
/// </summary>
public sealed class RouteHold(TimeSpan grace)
{
    private readonly Dictionary<(string Route, string Host), DateTimeOffset> _since = [];
    private Dictionary<string, Translated> _last = [];

    /// <param name="routes">As configured.</param>
    /// <param name="exists">Whether a cluster is among those that the proxies will have.</param>
    /// <param name="isCalled">Whether requests can reach a virtual host; those of others wait for nothing, and nobody is warned. Null: all can.</param>
    /// <returns>As to be sent.</returns>
    public RoutesToSend Apply(IReadOnlyList<Translated> routes, Func<string, bool> exists, DateTimeOffset now, Func<VirtualHost, bool>? isCalled = null)
    {
        var warnings = new List<TranslationWarning>();
        var waiting = new HashSet<(string, string)>();
        var kept = new HashSet<string>();
        DateTimeOffset? checkAgainAt = null;
        var sent = new List<Translated>(routes.Count);
        foreach (var route in routes)
        {
            sent.Add(Settle(route));
        }
        foreach (var gone in _since.Keys.Where(x => !waiting.Contains(x)).ToList()) _since.Remove(gone);
        _last = sent.ToDictionary(x => x.Name);
        return new(sent, warnings, checkAgainAt, kept);

        Translated Settle(Translated route)
        {
            if (route.Clusters.All(exists)) return route;
            var configured = (RouteConfiguration)route.Message;
            var before = _last.GetValueOrDefault(route.Name)?.Message as RouteConfiguration;
            RouteConfiguration? held = null;
            for (var i = 0; i < configured.VirtualHosts.Count; i++)
            {
                var host = configured.VirtualHosts[i];
                var missing = RouteClusters.Of(host).Where(x => !exists(x)).Order(StringComparer.Ordinal).ToList();
                if (missing.Count == 0 || isCalled?.Invoke(host) == false) continue;
                var key = (route.Name, host.Name);
                waiting.Add(key);
                var since = _since.TryGetValue(key, out var first) ? first : _since[key] = now;
                var better = before?.VirtualHosts.FirstOrDefault(x => x.Name == host.Name);
                if (better is not null && now < since + grace)
                {
                    kept.UnionWith(RouteClusters.Of(better));
                    checkAgainAt = checkAgainAt is { } at && at < since + grace ? at : since + grace;
                    if (!better.Equals(host))
                    {
                        held ??= configured.Clone();
                        held.VirtualHosts[i] = better;
                        continue;
                    }
                }
                warnings.Add(new(
                    OriginOf(host, route),
                    $"virtual host {host.Name} routes to {string.Join(", ", missing)}, which no Service, ServiceEntry or DestinationRule subset makes: a proxy that does not hold it from before answers such requests 503"));
            }
            return held is null ? route : new Translated(XdsType.Route, route.Name, held, route.Origins);
        }
    }

    /// <summary>The VirtualService that a route's metadata names.</summary>
    private static ConfigKey? OriginOf(VirtualHost host, Translated route)
    {
        foreach (var candidate in host.Routes)
        {
            if (candidate.Metadata is null || !candidate.Metadata.FilterMetadata.TryGetValue("istio", out var istio)) continue;
            if (!istio.Fields.TryGetValue("config", out var config)) continue;
            var parts = config.StringValue.Split('/');
            if (parts.Length >= 2 && parts[^2] == "virtual-service")
            {
                var ns = Array.IndexOf(parts, "namespaces") is >= 0 and var at ? parts[at + 1] : "";
                return new(ConfigKind.VirtualService, ns, parts[^1]);
            }
        }
        return route.Origins.Count > 0 ? route.Origins[0] : null;
    }
}

/// <param name="CheckAgainAt">The first moment at which something is held no longer; null when nothing is.</param>
/// <param name="KeptClusters">Those that virtual hosts lead to as long as their grace lasts, whether the configuration still has them or not.</param>
public sealed record RoutesToSend(
    IReadOnlyList<Translated> Routes, IReadOnlyList<TranslationWarning> Warnings, DateTimeOffset? CheckAgainAt, IReadOnlySet<string> KeptClusters);
