namespace Mesh.Actors.Telemetry;

/// <summary>Told what becomes of telemetry, from many threads. Calls are short and never throw.</summary>
public interface ITelemetryObserver
{
    /// <param name="records">Since the last call.</param>
    /// <param name="overflowed">Series that were refused since the start, since there were too many.</param>
    void Collected(long records, int series, long overflowed);

    /// <param name="waiting">Series that wait to be sent.</param>
    void Sent(int flushes, int waiting);

    void StoreFailed(string entity, Exception cause);

    /// <summary>At the end something was left that nobody took.</summary>
    void Lost(int services);
}
