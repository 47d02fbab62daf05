using System.IO.Hashing;
using Envoy.Config.Core.V3;
using Google.Protobuf;

namespace Mesh.Core.Xds;

/// <summary>Who the client of a stream is, by its own word (rules 2 to 4). Keeps no copy of its metadata, which is large.</summary>
internal sealed class ClientNode
{
    private const int MostIdLength = 1024;

    private ulong _content;

    public string Id { get; private set; } = "";

    /// <summary>The features that a resource's time to live needs (rule 68).</summary>
    public bool TakesTtl { get; private set; }

    public bool TakesWrappedResources { get; private set; }

    /// <returns>Why the stream must end; null when it may go on.</returns>
    /// <param name="isNews">The node is new, or differs from what it was.</param>
    public StreamFailure? Meet(Node? node, out bool isNews)
    {
        isNews = false;
        if (node is null) return Id.Length == 0 ? new(StreamFailureCode.InvalidArgument, "missing node information: the first request of a stream must carry node") : null;
        if (node.Id.Length == 0) return Id.Length == 0 ? new(StreamFailureCode.InvalidArgument, "missing node information: node.id is empty") : null;
        if (node.Id.Length > MostIdLength) return new(StreamFailureCode.InvalidArgument, $"node.id has more than {MostIdLength} characters");
        if (Id.Length > 0 && node.Id != Id) return new(StreamFailureCode.InvalidArgument, $"node.id changed from {Id} to {node.Id}: a stream serves one node");

        var content = XxHash3.HashToUInt64(node.ToByteArray());
        isNews = Id.Length == 0 || content != _content;
        (Id, _content) = (node.Id, content);
        TakesTtl = node.ClientFeatures.Contains("xds.config.supports-resource-ttl");
        TakesWrappedResources = node.ClientFeatures.Contains("xds.config.supports-resource-in-sotw");
        return null;
    }
}
