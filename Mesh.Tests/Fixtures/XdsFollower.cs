using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Mesh.Core.Xds;

namespace Mesh.Tests.Fixtures;

/// <summary>
/// Drives an <see cref="XdsClient"/> as Envoy drives its own: clusters make it ask for endpoints, listeners for routes. Holds the server to make
/// before break after every single response.
/// </summary>
public sealed class XdsFollower(XdsClient client)
{
    private readonly Queue<XdsReply> _open = [];
    private readonly Dictionary<XdsType, Dictionary<string, XdsResource>> _held = XdsType.All.ToDictionary(x => x, _ => new Dictionary<string, XdsResource>());

    /// <summary>Clusters sent and not taken away since, whether or not the client liked them.</summary>
    private HashSet<string> _clusters = [];

    private bool IsDelta => client.Wire.Kind == StreamKind.Delta;

    public async Task Start()
    {
        await client.Want(XdsType.Cluster);
        await client.Want(XdsType.Listener);
        await Fetch();
    }

    /// <summary>Answers the oldest response that is open, if any is.</summary>
    /// <param name="applies">A client that refuses may still have applied the good part, or what it took for good (gRFC A46).</param>
    public async Task Answer(bool refuse, bool applies)
    {
        await Fetch();
        if (!_open.TryDequeue(out var reply)) return;

        // Of the whole state only the last response of a type can still be answered.
        if (!IsDelta && _open.Any(x => x.Type == reply.Type)) refuse = false;
        if (applies) Apply(reply);
        if (refuse) await client.Nack(reply);
        else await client.Ack(reply);
        await Follow();
        await Fetch();
    }

    public async Task Settle()
    {
        do
        {
            while (_open.Count > 0) await Answer(refuse: false, applies: true);
            await client.Wire.Pass(StreamOptions.Default.StageTimeout);
            await Fetch();
        }
        while (_open.Count > 0);
    }

    public void HoldsJust(XdsSnapshot world)
    {
        AssertSame(world[XdsType.Cluster].All, XdsType.Cluster);
        AssertSame(world[XdsType.Listener].All, XdsType.Listener);
        AssertSame(world[XdsType.Route].All.Where(x => client[XdsType.Route].Wanted.Contains(x.Name)), XdsType.Route);
        var endpoints = world[XdsType.Endpoint];
        foreach (var name in client[XdsType.Endpoint].Wanted) Assert.Equal((endpoints.Find(name) ?? Empty(name)).Version, _held[XdsType.Endpoint][name].Version);
    }

    private void AssertSame(IEnumerable<XdsResource> expected, XdsType type) =>
        Assert.Equal(expected.Select(x => $"{x.Name} {x.Version}"), _held[type].Values.Where(IsWanted).OrderBy(x => x.Name, StringComparer.Ordinal).Select(x => $"{x.Name} {x.Version}"));

    private bool IsWanted(XdsResource resource) => resource.Type.Wildcard || client[resource.Type].Wanted.Contains(resource.Name);

    private static XdsResource Empty(string name) =>
        XdsResource.Pack(XdsType.Endpoint, name, new Envoy.Config.Endpoint.V3.ClusterLoadAssignment { ClusterName = name });

    private async Task Fetch()
    {
        while (await client.Wire.Unread() > 0)
        {
            var reply = await client.Read();
            _open.Enqueue(reply);
            NoteSent(reply);
        }
    }

    private void NoteSent(XdsReply reply)
    {
        if (reply.Type == XdsType.Cluster)
        {
            _clusters = IsDelta ? [.. _clusters.Union(reply.Names).Except(reply.Removed)] : [.. reply.Names];
        }

        // What is held now, and what any response on its way may make of it.
        var mayHold = _held[XdsType.Route].Values.Concat(_held[XdsType.Listener].Values).Where(IsWanted)
            .Concat(_open.Where(x => x.Type == XdsType.Route || x.Type == XdsType.Listener).SelectMany(Resources));
        foreach (var resource in mayHold)
        {
            foreach (var cluster in resource.RefersTo(XdsType.Cluster)) Assert.True(_clusters.Contains(cluster), $"{resource} names {cluster}, which the client does not have, after {reply}");
        }
    }

    private void Apply(XdsReply reply)
    {
        var held = _held[reply.Type];
        if (!IsDelta && reply.Type.FullState) held.Clear();
        foreach (var resource in Resources(reply)) held[resource.Name] = resource;
        foreach (var name in reply.Removed) held.Remove(name);
    }

    private async Task Follow()
    {
        await Want(XdsType.Endpoint, _held[XdsType.Cluster].Values.SelectMany(x => x.RefersTo(XdsType.Endpoint)));
        await Want(XdsType.Route, _held[XdsType.Listener].Values.SelectMany(RoutesOf));
    }

    private async Task Want(XdsType type, IEnumerable<string> names)
    {
        var wanted = names.Distinct().Order(StringComparer.Ordinal).ToArray();
        if (!wanted.ToHashSet().SetEquals(client[type].Wanted)) await client.Want(type, wanted);
        foreach (var gone in _held[type].Keys.Except(wanted).ToArray()) _held[type].Remove(gone);
    }

    private static IEnumerable<string> RoutesOf(XdsResource listener) => Listener.Parser.ParseFrom(listener.Body.Value).FilterChains
        .SelectMany(x => x.Filters)
        .Where(x => x.TypedConfig.Is(HttpConnectionManager.Descriptor))
        .Select(x => x.TypedConfig.Unpack<HttpConnectionManager>().Rds.RouteConfigName);

    private static IEnumerable<XdsResource> Resources(XdsReply reply) => reply.Resources.Select(x => XdsResource.Pack(reply.Type, x.Name, Parse(reply.Type, x)));

    private static IMessage Parse(XdsType type, Resource resource) => type.ShortName switch
    {
        "CDS" => Envoy.Config.Cluster.V3.Cluster.Parser.ParseFrom(resource.Resource_.Value),
        "EDS" => Envoy.Config.Endpoint.V3.ClusterLoadAssignment.Parser.ParseFrom(resource.Resource_.Value),
        "LDS" => Listener.Parser.ParseFrom(resource.Resource_.Value),
        _ => Envoy.Config.Route.V3.RouteConfiguration.Parser.ParseFrom(resource.Resource_.Value),
    };
}
