using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Mesh.Core.Xds;

namespace Mesh.Tests.Fixtures;

/// <summary>
/// An xDS client that minds Envoy's rules: it states its wishes as Envoy does in either variant, acknowledges each response once and at
/// once, and checks of every response what Envoy would refuse.
/// </summary>
public sealed class XdsClient(XdsWire wire, string nodeId = "sidecar~10.0.0.1~app.default~default.svc.cluster.local") : IAsyncDisposable
{
    private readonly Dictionary<XdsType, TypeView> _types = [];
    private readonly HashSet<string> _nonces = [];
    private bool _hasSpoken;

    public XdsWire Wire => wire;

    public Node Node { get; } = new() { Id = nodeId, Cluster = "app" };

    /// <summary>Every response so far, in order.</summary>
    public List<XdsReply> Log { get; } = [];

    public TypeView this[XdsType type]
    {
        get
        {
            if (!_types.TryGetValue(type, out var view)) _types[type] = view = new();
            return view;
        }
    }

    /// <summary>What this client knows of one type.</summary>
    public sealed class TypeView
    {
        public HashSet<string> Wanted { get; set; } = [];

        public Dictionary<string, Resource> Held { get; } = new(StringComparer.Ordinal);

        public string Version { get; set; } = "";

        public string Nonce { get; set; } = "";

        public bool Asked { get; set; }

        public bool IsWildcard { get; set; }
    }

    /// <summary>Takes over what another client held when its stream broke.</summary>
    public void Inherit(XdsClient former)
    {
        foreach (var (type, view) in former._types)
        {
            this[type].Version = view.Version;
            foreach (var (name, resource) in view.Held) this[type].Held[name] = resource;
        }
    }

    /// <summary>States that these names are all that is wanted of a type from now on; none at first means all of them, where the type has a wildcard.</summary>
    public async Task Want(XdsType type, params string[] names)
    {
        var view = this[type];
        var (before, first) = (view.Wanted, !view.Asked);
        view.Wanted = [.. names];
        view.IsWildcard = names.Contains("*") || (names.Length == 0 && type.Wildcard && (first || (view.IsWildcard && before.Count == 0)));
        view.Asked = true;
        if (wire.Kind == StreamKind.StateOfTheWorld)
        {
            await Send(new DiscoveryRequest { TypeUrl = type.TypeUrl, ResourceNames = { names }, VersionInfo = view.Version, ResponseNonce = view.Nonce });
            return;
        }
        var request = new DeltaDiscoveryRequest { TypeUrl = type.TypeUrl };
        request.ResourceNamesSubscribe.AddRange(names.Except(before));
        request.ResourceNamesUnsubscribe.AddRange(before.Except(names));
        if (first) foreach (var (name, resource) in view.Held) request.InitialResourceVersions[name] = resource.Version;
        await Send(request);
    }

    /// <summary>Reads the next response, checks it, takes it over, acknowledges it.</summary>
    public async Task<XdsReply> Receive()
    {
        var reply = await Read();
        Apply(reply);
        await Ack(reply);
        return reply;
    }

    /// <summary>As <see cref="Receive"/>, of this type.</summary>
    public async Task<XdsReply> Receive(XdsType type)
    {
        var reply = await Receive();
        Assert.Equal(type, reply.Type);
        return reply;
    }

    /// <summary>Reads the next response and says nothing to it.</summary>
    public async Task<XdsReply> Read()
    {
        var reply = await wire.Next();
        Log.Add(reply);
        Check(reply);
        return reply;
    }

    public Task Ack(XdsReply reply)
    {
        this[reply.Type].Version = reply.Version;
        return Say(reply, null);
    }

    /// <summary>Refuses; holds on to what it had.</summary>
    public Task Nack(XdsReply reply, string words = "no such thing") => Say(reply, words);

    public Task Send(IMessage request)
    {
        if (!_hasSpoken)
        {
            if (request is DeltaDiscoveryRequest delta) delta.Node ??= Node;
            else ((DiscoveryRequest)request).Node ??= Node;
            _hasSpoken = true;
        }
        return wire.Send(request);
    }

    /// <summary>Nothing is on its way.</summary>
    public async Task IsQuiet() => Assert.Equal(0, await wire.Unread());

    /// <summary>Reads and acknowledges whatever comes until nothing more does.</summary>
    public async Task Settle()
    {
        while (await wire.Unread() > 0) await Receive();
    }

    public ValueTask DisposeAsync() => wire.DisposeAsync();

    private Task Say(XdsReply reply, string? words)
    {
        var view = this[reply.Type];
        view.Nonce = reply.Nonce;
        var error = words is null ? null : new Google.Rpc.Status { Code = 3, Message = words };
        if (wire.Kind == StreamKind.Delta)
        {
            return Send(new DeltaDiscoveryRequest { TypeUrl = reply.Type.TypeUrl, ResponseNonce = reply.Nonce, ErrorDetail = error });
        }
        return Send(new DiscoveryRequest
        {
            TypeUrl = reply.Type.TypeUrl,
            ResourceNames = { view.Wanted },
            VersionInfo = view.Version,
            ResponseNonce = reply.Nonce,
            ErrorDetail = error,
        });
    }

    /// <summary>What Envoy refuses (rules 14, 15 and 47), or what nobody asked for (rule 46).</summary>
    private void Check(XdsReply reply)
    {
        Assert.NotEmpty(reply.Nonce);
        Assert.True(_nonces.Add(reply.Nonce), $"nonce {reply.Nonce} came twice");
        var names = reply.Names.Concat(reply.Removed).ToArray();
        Assert.Equal(names.Distinct(), names);
    }

    private void Apply(XdsReply reply)
    {
        var held = this[reply.Type].Held;
        if (wire.Kind == StreamKind.StateOfTheWorld && reply.Type.FullState) held.Clear();
        foreach (var resource in reply.Resources) held[resource.Name] = resource;
        foreach (var name in reply.Removed) held.Remove(name);
    }
}
