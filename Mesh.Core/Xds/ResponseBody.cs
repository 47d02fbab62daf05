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
    private byte[]? _bytes;
    private NameSet? _names;
    private (string Words, IReadOnlyList<XdsResource> Suspects)? _lastSuspects;

    internal ResponseBody(ContentKey key, IReadOnlyList<XdsResource> resources, IReadOnlyList<string> removed)
    {
        Key = key;
        Resources = resources;
        Removed = removed;
    }

    /// <param name="Digest">Sum of the digests of what it holds: bodies of equal keys are equal.</param>
    /// <param name="Heartbeat">Names and versions without bodies.</param>
    internal readonly record struct ContentKey(StreamKind Kind, XdsType Type, UInt128 Digest, TimeSpan? Ttl, bool Heartbeat);

    public StreamKind Kind => Key.Kind;

    public XdsType Type => Key.Type;

    internal ContentKey Key { get; }

    public IReadOnlyList<XdsResource> Resources { get; }

    /// <summary>removed_resources; always empty in the state of the world.</summary>
    public IReadOnlyList<string> Removed { get; }

    /// <summary>Names of <see cref="Resources"/> and <see cref="Removed"/>.</summary>
    public NameSet Names => _names ??= NameSet.Of(Resources.Select(x => x.Name).Concat(Removed));

    /// <summary>The message without version and nonce, in wire format.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes ??= (Kind == StreamKind.Delta ? (IMessage)Delta() : StateOfTheWorld()).ToByteArray();

    /// <summary>The resources that a client's complaint mentions; all of them when it mentions none. Its words are searched, never interpreted.</summary>
    internal IReadOnlyList<XdsResource> Suspects(string words)
    {
        // Thousands of clients refuse one body in the same words.
        if (_lastSuspects is { } last && last.Words == words) return last.Suspects;
        var mentioned = Resources.Where(x => Mentions(words, x.Name)).ToArray();
        IReadOnlyList<XdsResource> suspects = mentioned.Length > 0 ? mentioned : Resources;
        _lastSuspects = (words, suspects);
        return suspects;
    }

    public override string ToString() => $"{Type}: {Resources.Count} resources, {Removed.Count} removed";

    private static bool Mentions(string words, string name)
    {
        for (var at = words.IndexOf(name, StringComparison.Ordinal); at >= 0; at = words.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            var end = at + name.Length;
            if ((at == 0 || !IsPartOfName(words[at - 1])) && (end == words.Length || !IsPartOfName(words[end]))) return true;
        }
        return false;
    }

    private static bool IsPartOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '|';

    private DeltaDiscoveryResponse Delta()
    {
        var message = new DeltaDiscoveryResponse { TypeUrl = Type.TypeUrl };
        message.Resources.AddRange(Resources.Select(x => Key.Ttl is null ? x.Delta : WithTtl(x)));
        message.RemovedResources.AddRange(Removed);
        return message;
    }

    private DiscoveryResponse StateOfTheWorld()
    {
        var message = new DiscoveryResponse { TypeUrl = Type.TypeUrl };
        message.Resources.AddRange(Resources.Select(x => Key.Ttl is null ? x.Body : Any.Pack(WithTtl(x))));
        return message;
    }

    /// <summary>A heartbeat says name and version and that the resource lives on; the client keeps the body that it has (rule 69).</summary>
    private Resource WithTtl(XdsResource resource)
    {
        var wrapped = resource.Delta.Clone();
        wrapped.Ttl = Duration.FromTimeSpan(Key.Ttl!.Value);
        if (Key.Heartbeat) wrapped.Resource_ = null;
        return wrapped;
    }
}
