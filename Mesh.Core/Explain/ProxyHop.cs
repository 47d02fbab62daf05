using Envoy.Config.Cluster.V3;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Mesh.Core.Explain.Clusters;
using Mesh.Core.Explain.Filters;
using Mesh.Core.Explain.Listeners;
using Mesh.Core.Explain.Report;
using Mesh.Core.Explain.Requests;
using Mesh.Core.Model;
using NetworkRbac = Envoy.Extensions.Filters.Network.Rbac.V3.RBAC;

namespace Mesh.Core.Explain;

/// <summary>The way of one request through one proxy: listener, filter chain, filters, route, clusters.</summary>
internal sealed class ProxyHop(Proxy proxy, EnvoyResources resources, Direction direction, Connection connection, MeshRequest request)
{
    private readonly List<FilterStep> _filters = [];
    private Choice? _listener;
    private Choice? _chain;
    private string? _downstreamTls;
    private HttpHop? _http;
    private IReadOnlyList<(string Cluster, double Share, IReadOnlyList<Fact> Facts)> _clusters = [];
    private string _outcome = "";
    private IReadOnlyList<Fact> _peers = [];

    /// <summary>Where the request may go on from here.</summary>
    public IReadOnlyList<(Cluster Cluster, double Share, IReadOnlyList<UpstreamEndpoint> Endpoints)> Upstreams { get; private set; } = [];

    /// <summary>False when it ends here for all that is known.</summary>
    public bool GoesOn { get; private set; }

    /// <summary>The request as the next proxy gets it.</summary>
    public MeshRequest Forwarded => _http is not null
        ? request with { Path = _http.Path, Protocol = request.Protocol == RequestProtocol.Https ? RequestProtocol.Http : request.Protocol }
        : _downstreamTls is not null && request.IsTls ? request with { Protocol = RequestProtocol.Tcp } : request;

    public Hop Walk()
    {
        var (listener, choice) = direction switch
        {
            Direction.Outbound => ListenerChoice.Outbound(resources, connection, proxy.Interception),
            Direction.Inbound => ListenerChoice.Inbound(resources, connection, proxy.Interception),
            _ => ListenerChoice.Bound(resources, connection),
        };
        _listener = choice;
        if (listener is null) _outcome = direction == Direction.Gateway ? $"refused: the gateway does not listen on port {connection.Port}" : "no listener takes it: it goes past the proxy";
        else InListener(listener);
        return Report();
    }

    private void InListener(Listener listener)
    {
        if (direction == Direction.Inbound) _peers = [.. PeerModes.Of(listener, connection, resources)];
        var (chain, choice, passed) = ChainChoice.Of(listener, connection);
        _chain = choice;
        if (chain is null)
        {
            _outcome = $"closed: no filter chain of listener {listener.Name} fits: {Words.List(passed.Select(x => $"{x.Name}: {x.Why}"), 3)}";
            return;
        }
        _downstreamTls = TlsFacts.Downstream(chain.TransportSocket);
        if (_downstreamTls is not null && connection.Tls is null) _outcome = $"closed: filter chain {choice!.Name} speaks TLS, and the client does not";
        else if (TlsFacts.RequiresCertificate(chain.TransportSocket) && connection.Tls?.Peer is null) _outcome = $"closed: filter chain {choice!.Name} asks for a client certificate, and the client shows none";
        else InChain(chain);
    }

    private void InChain(FilterChain chain)
    {
        // TLS that the chain does not end hides all that is in it.
        var visible = _downstreamTls is null && connection.Tls is not null ? connection with { Tls = connection.Tls with { Peer = null } } : connection;
        var facts = new RequestFacts(visible, null, RequestMetadata.None, connection.Source);
        foreach (var filter in chain.Filters)
        {
            if (filter.TypedConfig is not { } config) _filters.Add(new(filter.Name, FilterEffect.Depends, "its configuration comes by ECDS"));
            else if (config.Is(HttpConnectionManager.Descriptor))
            {
                InHttp(config.Unpack<HttpConnectionManager>(), visible);
                return;
            }
            else if (config.Is(TcpProxy.Descriptor))
            {
                _clusters = [.. ClustersOf(config.Unpack<TcpProxy>())];
                return;
            }
            else if (config.Is(NetworkRbac.Descriptor))
            {
                var rules = config.Unpack<NetworkRbac>().Rules;
                var verdict = rules is null ? new(true, null, "it has no rules") : RbacEngine.Evaluate(rules, facts);
                _filters.Add(new(filter.Name, verdict.Allowed ? FilterEffect.Passes : FilterEffect.Denies, verdict.Why));
                if (!verdict.Allowed)
                {
                    _outcome = $"closed: {verdict.Why}";
                    return;
                }
            }
            else _filters.Add(new(filter.Name, FilterEffect.Passes, ""));
        }
        _outcome = "the filter chain leads nowhere";
    }

    private void InHttp(HttpConnectionManager manager, Connection visible)
    {
        if (connection.Protocol is RequestProtocol.Tls or RequestProtocol.Tcp || (_downstreamTls is null && connection.Tls is not null))
        {
            _outcome = "400: the filter chain expects HTTP, and this is something else";
            return;
        }
        _http = new(resources, manager, visible, request);
        _http.Walk();
        _filters.AddRange(_http.Filters);
        _clusters = _http.Clusters;
        _outcome = _http.Outcome;
    }

    private static IEnumerable<(string, double, IReadOnlyList<Fact>)> ClustersOf(TcpProxy tcp)
    {
        if (tcp.ClusterSpecifierCase != TcpProxy.ClusterSpecifierOneofCase.WeightedClusters)
        {
            yield return (tcp.Cluster, 100, []);
            yield break;
        }
        double total = tcp.WeightedClusters.Clusters.Sum(x => (long)x.Weight);
        foreach (var cluster in tcp.WeightedClusters.Clusters) yield return (cluster.Name, Math.Round(cluster.Weight * 100 / total, 4), []);
    }

    private Hop Report()
    {
        var targets = new List<Target>();
        var upstreams = new List<(Cluster, double, IReadOnlyList<UpstreamEndpoint>)>();
        var words = new List<string>();
        foreach (var (name, share, facts) in _clusters)
        {
            var cluster = resources.Cluster(name);
            var endpoints = cluster is null ? [] : EndpointFacts.Of(cluster, resources);
            var from = Names.Of(resources.OriginsOf(Xds.XdsType.Cluster, name));
            if (cluster is not null && Names.OfMetadata(cluster.Metadata) is { } rule && !from.Contains(rule)) from = [.. from, rule];
            targets.Add(new(name, share, from, cluster is null ? facts : [.. facts, .. ClusterFacts.Of(cluster)], [.. (endpoints ?? []).Select(x => x.Fact)]));
            if (cluster is not null) upstreams.Add((cluster, share, IsDestinationItself(cluster) ? Itself(cluster) : endpoints ?? []));
            words.Add($"{(_clusters.Count > 1 ? $"{Words.Percent(share)} " : "")}{Fate(name, cluster, endpoints)}");
        }
        Upstreams = upstreams;
        GoesOn = words.Count > 0;
        int? status = _http is not null && _clusters.Count == 1 && words[0].StartsWith("503", StringComparison.Ordinal) ? 503 : _http?.Status;
        return new(
            proxy.Id, direction.ToString().ToLowerInvariant(), connection.ToString(), _listener, _chain, _downstreamTls, _filters,
            _http?.Configuration, _http?.Routes?.HostChoice, _http?.Routes?.Choice, [.. _peers, .. _http?.Policies ?? []], targets,
            words.Count > 0 ? string.Join("; ", words) : _outcome, status);
    }

    private static bool IsDestinationItself(Cluster cluster) =>
        cluster.ClusterDiscoveryTypeCase == Cluster.ClusterDiscoveryTypeOneofCase.Type && cluster.Type == Cluster.Types.DiscoveryType.OriginalDst;

    /// <summary>The one endpoint of a cluster that goes where the client wanted to go.</summary>
    private IReadOnlyList<UpstreamEndpoint> Itself(Cluster cluster)
    {
        if (connection.Destination is not { } ip) return [];
        var tls = TlsFacts.Upstream(cluster.TransportSocket) is null ? "plain text" : "TLS";
        return [new(new($"{ip}:{connection.Port}", 1, 0, "", "Unknown", tls), ip.ToString(), connection.Port, cluster.TransportSocket)];
    }

    private string Fate(string name, Cluster? cluster, IReadOnlyList<UpstreamEndpoint>? endpoints)
    {
        var failed = _http is null ? "closed" : "503";
        if (cluster is null) return $"{failed}: there is no cluster {name}";
        if (IsDestinationItself(cluster)) return $"to {name}, which is the destination itself";
        if (endpoints is null) return $"{failed}: the endpoints of {name} have not been sent";
        var count = endpoints.Count(x => x.Fact.Health is not ("Unhealthy" or "Draining"));
        if (cluster.ClusterDiscoveryTypeCase == Cluster.ClusterDiscoveryTypeOneofCase.ClusterType) return $"to {name}";
        return count == 0 ? $"{failed}: cluster {name} has no healthy endpoint" : $"to {name}, {count} {(count == 1 ? "endpoint" : "endpoints")}";
    }
}

/// <summary>On which side of a proxy a request comes.</summary>
public enum Direction
{
    /// <summary>From the application beside it.</summary>
    Outbound,

    /// <summary>To the application beside it.</summary>
    Inbound,

    /// <summary>To a gateway's own listeners.</summary>
    Gateway,
}
