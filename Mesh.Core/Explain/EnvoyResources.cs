using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Google.Protobuf;
using Mesh.Core.Config;
using Mesh.Core.Xds;

namespace Mesh.Core.Explain;

/// <summary>What an Envoy holds, by the names under which its parts ask for each other. Resources are unpacked when somebody asks for them.</summary>
public sealed class EnvoyResources(XdsSnapshot snapshot)
{
    private readonly Dictionary<(XdsType, string), IMessage?> _unpacked = [];
    private IReadOnlyList<Listener>? _listeners;

    public XdsSnapshot Snapshot { get; } = snapshot;

    public IReadOnlyList<Listener> Listeners => _listeners ??= [.. Snapshot[XdsType.Listener].All.Select(x => Find<Listener>(XdsType.Listener, x.Name)).OfType<Listener>()];

    public RouteConfiguration? Route(string name) => Find<RouteConfiguration>(XdsType.Route, name);

    public Cluster? Cluster(string name) => Find<Cluster>(XdsType.Cluster, name);

    public ClusterLoadAssignment? Endpoints(string name) => Find<ClusterLoadAssignment>(XdsType.Endpoint, name);

    public TypedExtensionConfig? Extension(string name) => Find<TypedExtensionConfig>(XdsType.Extension, name);

    /// <summary>The objects that a resource was made of.</summary>
    public IReadOnlyList<ConfigKey> OriginsOf(XdsType type, string name) => Snapshot[type].Find(name)?.Origins ?? [];

    private T? Find<T>(XdsType type, string name) where T : class, IMessage<T>, new()
    {
        if (_unpacked.TryGetValue((type, name), out var known)) return (T?)known;
        var message = Snapshot[type].Find(name) is { } resource ? new MessageParser<T>(() => new()).ParseFrom(resource.Body.Value) : null;
        _unpacked[(type, name)] = message;
        return message;
    }
}
