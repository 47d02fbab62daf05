using System.Net;
using Mesh.Core.Config;
using Mesh.Core.Explain.Clusters;
using Mesh.Core.Explain.Report;
using Mesh.Core.Explain.Requests;
using Mesh.Core.Model;

namespace Mesh.Core.Explain;

/// <summary>What to ask about.</summary>
public sealed record RequestQuestion(MeshRequest Request)
{
    /// <summary>The request comes to the proxy instead of from its application.</summary>
    public bool Inbound { get; init; }

    /// <summary>The client's identity: <c>spiffe://…</c>, or <c>namespace/account</c>; null for the proxy's own, or for none where it is not known.</summary>
    public string? From { get; init; }

    /// <summary>The client's address; null for the proxy's own.</summary>
    public IPAddress? Source { get; init; }
}

/// <summary>
/// Says what a request would meet, by what the proxies on its way hold: Envoy's own rules, applied to the very resources that are sent. Pure; every
/// step that depends on chance or on the outside is said to.
/// </summary>
public static class RequestExplainer
{
    /// <summary>Clusters that are followed to the proxy behind them.</summary>
    private const int MostFollowed = 8;

    public static RequestExplanation Explain(MeshModel model, KnownProxy start, IKnownProxies others, RequestQuestion question)
    {
        var (request, proxy) = (question.Request, start.Proxy);
        var notes = new List<string>();
        var hops = new List<Hop>();
        var direction = proxy.Type == ProxyType.Router ? Direction.Gateway : question.Inbound ? Direction.Inbound : Direction.Outbound;
        var identity = IdentityOf(question.From, model.Mesh) ?? (direction == Direction.Outbound ? OwnIdentity(proxy, model) : null);
        var first = new ProxyHop(proxy, new(start.Snapshot), direction, First(model, proxy, question, direction, identity, notes), request);
        hops.Add(first.Walk());
        if (direction != Direction.Inbound) Follow(first, proxy, direction == Direction.Gateway ? OwnIdentity(proxy, model) : identity, others, hops, notes);
        return new(request.ToString(), proxy.Id, hops, notes);
    }

    private static Connection First(MeshModel model, Proxy proxy, RequestQuestion question, Direction direction, string? identity, List<string> notes)
    {
        var request = question.Request;
        var own = IPAddress.TryParse(proxy.IpAddresses.FirstOrDefault() ?? "", out var ip) ? ip : null;
        var mutual = direction == Direction.Inbound && identity is not null;
        var tls = request.IsTls || mutual
            ? new TlsHello(request.IsTls && !IPAddress.TryParse(request.Host, out _) ? request.Host : "", mutual ? ["istio"] : request.Protocol == RequestProtocol.Https ? ["h2", "http/1.1"] : [], mutual || request.IsTls ? identity : null)
            : null;
        if (direction != Direction.Outbound)
        {
            var port = direction == Direction.Gateway ? ListeningPort(model, proxy, request.Port) : request.Port;
            if (mutual) notes.Add($"the client is taken to speak mutual TLS as {identity}, since an identity is given");
            return new() { Destination = own, Port = port, Source = question.Source, Tls = direction == Direction.Gateway && tls is not null ? tls with { Peer = question.From is null ? null : identity } : tls, Protocol = request.Protocol };
        }
        var destination = HostAddresses.Resolve(model, proxy, request.Host);
        if (destination is null) notes.Add($"the mesh knows no address of {request.Host}: the connection is taken to go to one that no listener names");
        return new() { Destination = destination, Port = request.Port, Source = question.Source ?? own, Tls = tls is null ? null : tls with { Peer = null }, Protocol = request.Protocol };
    }

    /// <summary>Clients call a gateway's Service; the gateway listens on the port that this leads to.</summary>
    private static int ListeningPort(MeshModel model, Proxy proxy, int port) =>
        ServiceTargets.Of(ProxyReader.Join(proxy, model), model).FirstOrDefault(x => x.Port.Number == port)?.TargetPort ?? port;

    private static void Follow(ProxyHop from, Proxy client, string? identity, IKnownProxies others, List<Hop> hops, List<string> notes)
    {
        foreach (var (cluster, _, endpoints) in from.Upstreams.Where(x => x.Share > 0).Take(MostFollowed))
        {
            var endpoint = endpoints.FirstOrDefault(x => x.Fact.Health is not ("Unhealthy" or "Draining"));
            if (endpoint is null) continue;
            if (others.At(endpoint.Host) is not { } server)
            {
                notes.Add($"behind {endpoint.Fact.Address} ({cluster.Name}) no proxy is known: the request reaches it as it is");
                continue;
            }
            var hop = new ProxyHop(server.Proxy, new(server.Snapshot), server.Proxy.Type == ProxyType.Router ? Direction.Gateway : Direction.Inbound, Next(client, cluster, endpoint, identity, from.Forwarded), from.Forwarded);
            hops.Add(hop.Walk());
        }
        if (from.Upstreams.Count > MostFollowed) notes.Add($"only the first {MostFollowed} clusters are followed");
    }

    private static Connection Next(Proxy client, Envoy.Config.Cluster.V3.Cluster cluster, UpstreamEndpoint endpoint, string? identity, MeshRequest request)
    {
        var http2 = request.IsHttp && ClusterFacts.SpeaksHttp2(cluster, request.Protocol == RequestProtocol.Grpc);
        TlsHello? tls = null;
        if (TlsFacts.Upstream(endpoint.Socket) is { } context)
        {
            tls = new(context.Sni, [.. context.CommonTlsContext?.AlpnProtocols ?? []], TlsFacts.IsMutual(context) ? identity : null);
        }
        else if (request.IsTls) tls = new(request.Host, [], null);
        return new()
        {
            Destination = IPAddress.TryParse(endpoint.Host, out var ip) ? ip : null,
            Port = endpoint.Port,
            Source = IPAddress.TryParse(client.IpAddresses.FirstOrDefault() ?? "", out var source) ? source : null,
            Tls = tls,
            Protocol = http2 ? RequestProtocol.Grpc : request.Protocol switch
            {
                RequestProtocol.Grpc => RequestProtocol.Http,
                // TLS of the client inside TLS of the mesh is bytes to everybody on the way.
                RequestProtocol.Https or RequestProtocol.Tls when TlsFacts.Upstream(endpoint.Socket) is not null => RequestProtocol.Tcp,
                var same => same,
            },
        };
    }

    private static string OwnIdentity(Proxy proxy, MeshModel model)
    {
        var pod = model.Workloads.Pod(proxy.Namespace, proxy.PodName);
        var account = proxy.ServiceAccount.Length > 0 ? proxy.ServiceAccount : pod?.Spec.Spec?.ServiceAccountName is { Length: > 0 } named ? named : "default";
        return Spiffe.Id(TrustDomain(model.Mesh), proxy.Namespace, account);
    }

    private static string? IdentityOf(string? from, MeshConfig mesh)
    {
        if (string.IsNullOrEmpty(from)) return null;
        if (from.StartsWith(Spiffe.Scheme, StringComparison.Ordinal)) return from;
        return from.Split('/') is [var ns, var account] ? Spiffe.Id(TrustDomain(mesh), ns, account) : from;
    }

    private static string TrustDomain(MeshConfig mesh) => mesh.TrustDomain is { Length: > 0 } named ? named : "cluster.local";
}
