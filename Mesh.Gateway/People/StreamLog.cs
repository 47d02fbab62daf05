using Mesh.Actors.Connections;
using Mesh.Core.Xds;
using Microsoft.Extensions.Logging;

namespace Mesh.Gateway.People;

/// <summary>What an operator should read of streams: refusals, in Envoy's words, with the objects that they came from.</summary>
public sealed partial class StreamLog(TimeProvider time, ILogger<StreamLog> log) : IStreamObserver
{
    private readonly Repeats _repeats = new(time);

    public void Opened(StreamPeer peer, StreamKind kind) => LogOpened(peer.Address?.ToString(), kind);

    public void Closed(StreamPeer peer, StreamKind kind) => LogClosed(peer.Address?.ToString(), kind);

    public void Observe(StreamPeer peer, string nodeId, StreamFact fact)
    {
        switch (fact)
        {
            case StreamFact.Nacked { Nack: var nack }:
                var resources = string.Join(", ", nack.Suspects);
                if (!_repeats.IsWorthSaying($"{nack.Type} {resources} {nack.Words}", out var refusals)) break;
                LogNack(nodeId, Others(refusals), nack.Type, resources, nack.Origins.Count > 0 ? string.Join(", ", nack.Origins) : "no object of the configuration", nack.Words);
                break;
            case StreamFact.Unconfirmed late:
                if (_repeats.IsWorthSaying($"{late.Type} late", out var delays)) LogUnconfirmed(nodeId, Others(delays), late.Type);
                break;
            case StreamFact.UnknownType unknown:
                LogUnknownType(nodeId, unknown.TypeUrl);
                break;
        }
    }

    private static string Others(int leftOut) => leftOut == 0 ? "" : $" (and {leftOut} before it)";

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Peer} opened a stream ({Kind})")]
    private partial void LogOpened(string? peer, StreamKind kind);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Peer} closed its stream ({Kind})")]
    private partial void LogClosed(string? peer, StreamKind kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Proxy}{Others} refused {Type} {Resources}, made from {Origins}; it says: {Words}")]
    private partial void LogNack(string proxy, string others, XdsType type, string resources, string origins, string words);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Proxy}{Others} did not acknowledge {Type} in time; the change went on without it")]
    private partial void LogUnconfirmed(string proxy, string others, XdsType type);

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
