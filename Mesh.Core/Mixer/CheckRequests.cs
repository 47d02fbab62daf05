using System.Net;
using Envoy.Service.Auth.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Mixer.Attributes;
using Mesh.Core.Model;

namespace Mesh.Core.Mixer;

/// <summary>Envoy's words for a request in Mixer's: AttributeContext → attributes. What Envoy does not tell, the model of the mesh knows by address.</summary>
public static class CheckRequests
{
    /// <summary>Where Envoy's JWT filter leaves what it has verified; a token that nobody verified says nothing.</summary>
    private const string VerifiedClaims = "envoy.filters.http.jwt_authn";

    public static AttributeBag Attributes(AttributeContext context, MeshModel? model)
    {
        var found = new Dictionary<string, object>();
        Peer(found, "source", context.Source, model);
        Peer(found, "destination", context.Destination, model);
        if (context.Destination?.Address?.SocketAddress is { PortValue: > 0 } socket) found["destination.port"] = (long)socket.PortValue;
        if (context.Request?.Time is { } time) found["request.time"] = time.ToDateTimeOffset();
        if (context.Request?.Http is { } http) Request(found, http);
        if (context.TlsSession?.Sni is { Length: > 0 } sni) found["connection.requested_server_name"] = sni;
        found["connection.mtls"] = context.Source?.Principal is { Length: > 0 };
        found["context.protocol"] = context.Request?.Http is { } any ? (any.Protocol.StartsWith("HTTP/2", StringComparison.Ordinal) ? "h2" : "http") : "tcp";
        if (context.MetadataContext?.FilterMetadata.TryGetValue(VerifiedClaims, out var claims) == true) Claims(found, claims);
        return new(found);
    }

    private static void Peer(Dictionary<string, object> found, string side, AttributeContext.Types.Peer? peer, MeshModel? model)
    {
        if (peer is null) return;
        if (peer.Principal is { Length: > 0 } principal)
        {
            found[$"{side}.principal"] = principal.StartsWith("spiffe://", StringComparison.Ordinal) ? principal["spiffe://".Length..] : principal;
            if (principal.Split('/') is ["spiffe:", "", _, "ns", var proved, ..]) found[$"{side}.namespace"] = proved;
        }
        if (peer.Address?.SocketAddress?.Address is not { Length: > 0 } address || !IPAddress.TryParse(address, out var ip)) return;
        found[$"{side}.ip"] = ip;
        if (model?.Workloads.PodAt(ip.ToString()) is { } pod) Pod(found, side, pod);
    }

    private static void Pod(Dictionary<string, object> found, string side, ConfigObject<PodObject> pod)
    {
        found[$"{side}.uid"] = $"kubernetes://{pod.Name}.{pod.Namespace}";
        found[$"{side}.name"] = pod.Name;
        found.TryAdd($"{side}.namespace", pod.Namespace);
        found[$"{side}.labels"] = pod.Meta.Labels;
        if (pod.Meta.Labels.TryGetValue("app", out var app)) found[$"{side}.workload.name"] = app;
        found[$"{side}.workload.namespace"] = pod.Namespace;
    }

    private static void Request(Dictionary<string, object> found, AttributeContext.Types.HttpRequest http)
    {
        var path = http.Path;
        var query = path.IndexOf('?', StringComparison.Ordinal);
        found["request.id"] = http.Id;
        found["request.method"] = http.Method;
        found["request.host"] = http.Host;
        found["request.scheme"] = http.Scheme;
        found["request.path"] = path;
        found["request.url_path"] = query < 0 ? path : path[..query];
        found["request.headers"] = new Dictionary<string, string>(http.Headers, StringComparer.OrdinalIgnoreCase);
        if (http.Size >= 0) found["request.size"] = http.Size;
        if (query >= 0) found["request.query_params"] = Parameters(path[(query + 1)..]);
        if (http.Headers.TryGetValue("user-agent", out var agent)) found["request.useragent"] = agent;
        if (http.Headers.TryGetValue("referer", out var referer)) found["request.referer"] = referer;
    }

    private static Dictionary<string, string> Parameters(string query)
    {
        var found = new Dictionary<string, string>();
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            found.TryAdd(Uri.UnescapeDataString(equals < 0 ? pair : pair[..equals]), equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..]));
        }
        return found;
    }

    /// <summary>The filter puts a token's payload under its issuer's or its provider's name.</summary>
    private static void Claims(Dictionary<string, object> found, Struct verified)
    {
        var claims = new Dictionary<string, string>();
        foreach (var payload in verified.Fields.Values.Where(x => x.KindCase == Value.KindOneofCase.StructValue))
        {
            foreach (var (name, value) in payload.StructValue.Fields)
            {
                if (Text(value) is { } text) claims.TryAdd(name, text);
            }
        }
        found["request.auth.claims"] = claims;
        if (claims.TryGetValue("iss", out var issuer) && claims.TryGetValue("sub", out var subject)) found["request.auth.principal"] = $"{issuer}/{subject}";
        if (claims.TryGetValue("aud", out var audiences)) found["request.auth.audiences"] = audiences;
        if (claims.TryGetValue("azp", out var presenter)) found["request.auth.presenter"] = presenter;
    }

    /// <summary>A list as its first entries joined, as Mixer had it.</summary>
    private static string? Text(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.StringValue => value.StringValue,
        Value.KindOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        Value.KindOneofCase.NumberValue => value.NumberValue.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Value.KindOneofCase.ListValue => string.Join(',', value.ListValue.Values.Select(Text).OfType<string>()),
        _ => null,
    };
}
