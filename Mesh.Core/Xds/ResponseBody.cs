using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Mesh.Core.Xds;

/// <summary>
/// All of a response that does not differ from stream to stream: everything but version and nonce. Streams that are sent the same share one
/// body, and its bytes are made once, when the first of them is written.
/// </summary>
public sealed class ResponseBody
{
    private readonly TimeSpan? _ttl;
    private readonly bool _heartbeat;
    private byte[]? _bytes;
    private NameSet? _names;

    internal ResponseBody(StreamKind kind, XdsType type, IReadOnlyList<XdsResource> resources, IReadOnlyList<string> removed, TimeSpan? ttl, bool heartbeat)
    {
        Kind = kind;
        Type = type;
        Resources = resources;
        Removed = removed;
        _ttl = ttl;
        _heartbeat = heartbeat;
    }

    public StreamKind Kind { get; }

    public XdsType Type { get; }

    public IReadOnlyList<XdsResource> Resources { get; }

    /// <summary>removed_resources; always empty in the state of the world.</summary>
    public IReadOnlyList<string> Removed { get; }

    /// <summary>Names of <see cref="Resources"/> and <see cref="Removed"/>.</summary>
    public NameSet Names => _names ??= NameSet.Of(Resources.Select(x => x.Name).Concat(Removed));

    /// <summary>The message without version and nonce, in wire format.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes ??= (Kind == StreamKind.Delta ? (IMessage)Delta() : StateOfTheWorld()).ToByteArray();

    public override string ToString() => $"{Type}: {Resources.Count} resources, {Removed.Count} removed";

    private DeltaDiscoveryResponse Delta()
    {
        var message = new DeltaDiscoveryResponse { TypeUrl = Type.TypeUrl };
        message.Resources.AddRange(Resources.Select(x => _ttl is null ? x.Delta : WithTtl(x)));
        message.RemovedResources.AddRange(Removed);
        return message;
    }

    private DiscoveryResponse StateOfTheWorld()
    {
        var message = new DiscoveryResponse { TypeUrl = Type.TypeUrl };
        message.Resources.AddRange(Resources.Select(x => _ttl is null ? x.Body : Any.Pack(WithTtl(x))));
        return message;
    }

    /// <summary>A heartbeat says name and version and that the resource lives on; the client keeps the body that it has (rule 69).</summary>
    private Resource WithTtl(XdsResource resource)
    {
        var wrapped = resource.Delta.Clone();
        wrapped.Ttl = Duration.FromTimeSpan(_ttl!.Value);
        if (_heartbeat) wrapped.Resource_ = null;
        return wrapped;
    }
}
