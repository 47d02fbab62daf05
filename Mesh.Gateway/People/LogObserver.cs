using Mesh.Actors.Config;
using Mesh.Actors.Log;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace Mesh.Gateway.People;

/// <summary>Says what becomes of the mesh log: to the program's log and to the metrics.</summary>
public sealed partial class LogObserver : ILogObserver
{
    private readonly ILogger<LogObserver> _log;
    private readonly Gauge _behind;
    private readonly Gauge _since;
    private readonly Counter _failures;
    private bool _isBehind;

    public LogObserver(CollectorRegistry registry, ILogger<LogObserver> log)
    {
        _log = log;
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        _behind = metrics.CreateGauge("actormesh_log_behind_revisions", "Revisions that are in force and not stored yet.");
        _since = metrics.CreateGauge("actormesh_log_behind_since_seconds", "Unix time at which the oldest of them was accepted; 0 when there is none.");
        _failures = metrics.CreateCounter("actormesh_log_store_failures_total", "Times that the store failed the mesh log.");
    }

    public void Restored(ConfigState state) => LogRestored(state.Revision, state.Configs.Counts.Values.Sum());

    public void Unreadable(string name, Exception cause) => LogUnreadable(name, cause.Message);

    public void Advanced(LogStatus status)
    {
        _behind.Set(status.Behind);
        _since.Set(status.Since?.ToUnixTimeSeconds() ?? 0);
        var isBehind = status.Reason is not null;
        if (isBehind == _isBehind) return;
        _isBehind = isBehind;
        if (isBehind) LogBehind(status.Reason!);
        else LogCaughtUp();
    }

    public void Failed(Exception cause, TimeSpan again)
    {
        _failures.Inc();
        LogFailed(cause.Message, again);
    }

    public void Conflict(string reason) => LogConflict(reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving {Objects} objects of revision {Revision}, as the mesh log knew them, until the source answers")]
    private partial void LogRestored(long revision, int objects);

    [LoggerMessage(Level = LogLevel.Error, Message = "The mesh log's {Object} is not understood and left out until the source tells it: {Reason}")]
    private partial void LogUnreadable(string @object, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes take effect and are not stored: {Reason}")]
    private partial void LogBehind(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "All changes are stored again")]
    private partial void LogCaughtUp();

    [LoggerMessage(Level = LogLevel.Debug, Message = "The store failed the mesh log: {Reason}; next try in {Again}")]
    private partial void LogFailed(string reason, TimeSpan again);

    [LoggerMessage(Level = LogLevel.Error, Message = "Somebody else keeps the configuration too: {Reason}. Beginning anew from what is stored and what the source says")]
    private partial void LogConflict(string reason);
}
