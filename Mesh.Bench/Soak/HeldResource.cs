using System.Collections.Concurrent;
using System.Globalization;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Translation;
using Mesh.Core.Xds;

namespace Mesh.Bench.Soak;

/// <summary>What matters of a resource to whoever judges a history: what it asks for, what it leads to, and which state of the mesh it shows.</summary>
/// <param name="AsksFor">Names of the type that follows: endpoints of a cluster, routes of a listener.</param>
/// <param name="LeadsTo">Clusters that it names.</param>
/// <param name="Marker">The number that the mesh's marker route answers with; null where it is not in.</param>
internal sealed record HeldResource(string Name, string Version, IReadOnlyList<string> AsksFor, IReadOnlyList<string> LeadsTo, int? Marker)
{
    /// <summary>By content, which is equal for all sidecars: read once.</summary>
    private static readonly ConcurrentDictionary<(string Name, ByteString Content), HeldResource> Read = new();

    public static HeldResource Of(XdsType type, string name, string version, Any body) =>
        Read.GetOrAdd((name, body.Value), _ => Parse(type, name, version, body.Value)) is var known && known.Version == version ? known : known with { Version = version };

    private static HeldResource Parse(XdsType type, string name, string version, ByteString bytes)
    {
        if (type == XdsType.Cluster)
        {
            return new(name, version, References.EndpointName(Cluster.Parser.ParseFrom(bytes)) is { } endpoints ? [endpoints] : [], [], null);
        }
        if (type == XdsType.Listener)
        {
            var listener = Listener.Parser.ParseFrom(bytes);
            return new(name, version, [.. References.RouteNames(listener).Distinct()], LeadsToOf(type, name, listener), null);
        }
        if (type != XdsType.Route) return new(name, version, [], [], null);
        var routes = RouteConfiguration.Parser.ParseFrom(bytes);
        return new(name, version, [], LeadsToOf(type, name, routes), MarkerOf(routes));
    }

    private static IReadOnlyList<string> LeadsToOf(XdsType type, string name, IMessage message) => [.. XdsResource.Pack(type, name, message).RefersTo(XdsType.Cluster)];

    private static int? MarkerOf(RouteConfiguration routes)
    {
        foreach (var route in routes.VirtualHosts.Where(x => x.Domains.Contains(MarkedMesh.Host)).SelectMany(x => x.Routes))
        {
            if (route.DirectResponse?.Body?.InlineString is { } text && int.TryParse(text, CultureInfo.InvariantCulture, out var marker)) return marker;
        }
        return null;
    }
}
