using Mesh.Actors.Connections;
using Mesh.Core.Xds;
using Microsoft.Extensions.Logging;

namespace Mesh.Gateway.People;

/// <summary>What an operator should read of streams: refusals, in Envoy's words, with the objects that they came from.</summary>
public sealed partial class StreamLog(ILogger<StreamLog> log) : IStreamObserver
{
    public void Opened(StreamPeer peer, StreamKind kind) => LogOpened(peer.Address?.ToString(), kind);

    public void Closed(StreamPeer peer, StreamKind kind) => LogClosed(peer.Address?.ToString(), kind);

    public void Observe(StreamPeer peer, string nodeId, StreamFact fact)
    {
        switch (fact)
        {
            case StreamFact.Nacked { Nack: var nack }:
                LogNack(nodeId, nack.Type, string.Join(", ", nack.Suspects), nack.Origins.Count > 0 ? string.Join(", ", nack.Origins) : "no object of the configuration", nack.Words);
                break;
            case StreamFact.Unconfirmed late:
                LogUnconfirmed(nodeId, late.Type);
                break;
            case StreamFact.UnknownType unknown:
                LogUnknownType(nodeId, unknown.TypeUrl);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Peer} opened a stream ({Kind})")]
    private partial void LogOpened(string? peer, StreamKind kind);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Peer} closed its stream ({Kind})")]
    private partial void LogClosed(string? peer, StreamKind kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Proxy} refused {Type} {Resources}, made from {Origins}; it says: {Words}")]
    private partial void LogNack(string proxy, XdsType type, string resources, string origins, string words);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Proxy} did not acknowledge {Type} in time; the change went on without it")]
    private partial void LogUnconfirmed(string proxy, XdsType type);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Proxy} asked for {TypeUrl}, which is not served here")]
    private partial void LogUnknownType(string proxy, string typeUrl);
}

/// <summary>Tells several.</summary>
public sealed class StreamObservers(params IReadOnlyList<IStreamObserver> all) : IStreamObserver
{
    public void Opened(StreamPeer peer, StreamKind kind)
    {
        foreach (var observer in all) observer.Opened(peer, kind);
    }

    public void Observe(StreamPeer peer, string nodeId, StreamFact fact)
    {
        foreach (var observer in all) observer.Observe(peer, nodeId, fact);
    }

    public void Closed(StreamPeer peer, StreamKind kind)
    {
        foreach (var observer in all) observer.Closed(peer, kind);
    }
}
