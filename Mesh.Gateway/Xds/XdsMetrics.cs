using System.Collections.Concurrent;
using Mesh.Actors.Connections;
using Mesh.Core.Xds;
using Prometheus;

namespace Mesh.Gateway.Xds;

/// <summary>Counts what happens on streams under the names that Istio's dashboards know.</summary>
public sealed class XdsMetrics : IStreamObserver
{
    private readonly string _version;
    private readonly Gauge _streams;
    private readonly Counter.Child[] _pushes;
    private readonly Counter _rejects;
    private readonly Dictionary<XdsType, Gauge> _rejectsOf;
    private readonly ConcurrentDictionary<(XdsType, string NodeId), string> _refusing = [];
    private readonly Counter _staleNonces;
    private readonly Counter _unconfirmed;
    private readonly Histogram.Child[] _bytes;
    private readonly Histogram.Child[] _acknowledgement;

    /// <param name="version">Of this program; the label of pilot_xds.</param>
    public XdsMetrics(CollectorRegistry registry, string version)
    {
        var metrics = Metrics.WithCustomRegistry(registry);
        _version = version;
        _streams = metrics.CreateGauge("pilot_xds", "Number of endpoints connected to this member using xDS.", "version");
        _pushes = OfTypes(metrics.CreateCounter("pilot_xds_pushes", "xDS responses sent, answers to requests included.", "type"));
        _rejects = metrics.CreateCounter("pilot_total_xds_rejects", "xDS responses that a proxy refused.", "type");
        _staleNonces = metrics.CreateCounter("pilot_xds_expired_nonce", "Requests with a nonce that is not the last one sent.", "type");
        _unconfirmed = metrics.CreateCounter("actormesh_xds_unconfirmed_total", "Responses that were not acknowledged in time; the change went on without.", "type");
        _bytes = OfTypes(metrics.CreateHistogram("pilot_xds_config_size_bytes", "Size of the responses sent.", ["type"],
            new HistogramConfiguration { Buckets = [1, 10_000, 1_000_000, 4_000_000, 10_000_000, 40_000_000] }));
        _acknowledgement = OfTypes(metrics.CreateHistogram("actormesh_xds_acknowledgement_seconds", "Time from a response to its acknowledgement.", ["type"],
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.001, 2, 15) }));
        _rejectsOf = new[] { XdsType.Cluster, XdsType.Endpoint, XdsType.Listener, XdsType.Route }.ToDictionary(
            type => type,
            type => metrics.CreateGauge($"pilot_xds_{Label(type)}_reject", $"{type} responses that a proxy refused and has not accepted a later one since.", "node", "err"));
    }

    public void Opened(StreamPeer peer, StreamKind kind) => _streams.WithLabels(_version).Inc();

    public void Closed(StreamPeer peer, StreamKind kind) => _streams.WithLabels(_version).Dec();

    public void Observe(StreamPeer peer, string nodeId, StreamFact fact)
    {
        switch (fact)
        {
            case StreamFact.Sent sent:
                _pushes[sent.Type.Index].Inc();
                _bytes[sent.Type.Index].Observe(sent.Bytes);
                break;
            case StreamFact.Acked acked:
                _acknowledgement[acked.Type.Index].Observe(acked.After.TotalSeconds);
                Forget(acked.Type, nodeId);
                break;
            case StreamFact.Nacked { Nack: var nack }:
                _rejects.WithLabels(Label(nack.Type)).Inc();
                Remember(nack.Type, nodeId, ((Grpc.Core.StatusCode)nack.Code).ToString());
                break;
            case StreamFact.StaleNonce stale:
                _staleNonces.WithLabels(Label(stale.Type)).Inc();
                break;
            case StreamFact.Unconfirmed late:
                _unconfirmed.WithLabels(Label(late.Type)).Inc();
                break;
        }
    }

    /// <summary>A series for each node is kept only while there is something to see in it.</summary>
    private void Remember(XdsType type, string nodeId, string code)
    {
        if (!_rejectsOf.TryGetValue(type, out var rejects)) return;
        if (_refusing.TryGetValue((type, nodeId), out var earlier) && earlier != code) rejects.RemoveLabelled(nodeId, earlier);
        _refusing[(type, nodeId)] = code;
        rejects.WithLabels(nodeId, code).Inc();
    }

    private void Forget(XdsType type, string nodeId)
    {
        if (_refusing.TryRemove((type, nodeId), out var code)) _rejectsOf[type].RemoveLabelled(nodeId, code);
    }

    /// <summary>Looked up once: a label's series costs more to find than to count in. By <see cref="XdsType.Index"/>.</summary>
    private static T[] OfTypes<T>(Collector<T> metric)
        where T : ChildBase =>
        [.. XdsType.All.Select(type => metric.WithLabels(Label(type)))];

    private static string Label(XdsType type) => type.ShortName.ToLowerInvariant();
}
