using Mesh.Actors.Telemetry;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace Mesh.Gateway.Telemetry;

/// <summary>Counts what becomes of telemetry itself.</summary>
public sealed partial class TelemetryMetrics : ITelemetryObserver
{
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly Counter _records;
    private readonly Counter _malformed;
    private readonly Counter _notCredible;
    private readonly Counter _loadReports;
    private readonly Counter _flushes;
    private readonly Counter _storeFailures;
    private readonly Counter _overflow;
    private readonly Gauge _series;
    private readonly Gauge _waiting;
    private long _overflowed;
    private long _toldAt = -1;

    public TelemetryMetrics(CollectorRegistry registry, ILogger<TelemetryMetrics> log, TimeProvider time)
    {
        (_log, _time) = (log, time);
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        _records = metrics.CreateCounter("actormesh_telemetry_records_total", "Requests and connections that proxies told of.");
        _malformed = metrics.CreateCounter("actormesh_telemetry_malformed_total", "Messages and records that could not be read.");
        _notCredible = metrics.CreateCounter("actormesh_telemetry_not_credible_total", "Streams whose node claims to be somebody else than has been proved.");
        _loadReports = metrics.CreateCounter("actormesh_telemetry_load_reports_total", "Load reports taken.");
        _flushes = metrics.CreateCounter("actormesh_telemetry_flushes_total", "Sums handed to the services' edges, repetitions included.");
        _storeFailures = metrics.CreateCounter("actormesh_telemetry_store_failures_total", "Reads and writes of the store that failed; each is tried again.");
        _overflow = metrics.CreateCounter("actormesh_telemetry_overflow_total", "Times that a new series was refused, since there were too many.");
        _series = metrics.CreateGauge("actormesh_telemetry_series", "Series known here.");
        _waiting = metrics.CreateGauge("actormesh_telemetry_waiting_series", "Series with sums that wait to be stored.");
    }

    public void Collected(long records, int series, long overflowed)
    {
        _records.Inc(records);
        _series.Set(series);
        if (overflowed > _overflowed && _overflowed == 0) TooManySeries(_log, series);
        _overflow.Inc(overflowed - _overflowed);
        _overflowed = overflowed;
    }

    public void Sent(int flushes, int waiting)
    {
        _flushes.Inc(flushes);
        _waiting.Set(waiting);
    }

    /// <summary>Hundreds of services meet the same failure at once: one line in ten seconds tells it.</summary>
    public void StoreFailed(string entity, Exception cause)
    {
        _storeFailures.Inc();
        var now = _time.GetTimestamp();
        var before = Interlocked.Read(ref _toldAt);
        if (before >= 0 && _time.GetElapsedTime(before, now) < TimeSpan.FromSeconds(10)) return;
        if (Interlocked.CompareExchange(ref _toldAt, now, before) == before) NotStored(_log, entity, cause.Message);
    }

    public void Lost(int services) => LeftBehind(_log, services);

    public void Malformed() => _malformed.Inc();

    public void NotCredible() => _notCredible.Inc();

    public void LoadReported() => _loadReports.Inc();

    [LoggerMessage(Level = LogLevel.Warning, Message = "There are {Series} series of traffic, as many as mesh.telemetry.most-series allows; requests of others are counted as of unknown workloads")]
    private static partial void TooManySeries(ILogger log, int series);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Traffic of {Service} is not stored yet ({Reason}); it is kept and tried again")]
    private static partial void NotStored(ILogger log, string service, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This member ends with traffic of {Services} services that the store did not take")]
    private static partial void LeftBehind(ILogger log, int services);
}
