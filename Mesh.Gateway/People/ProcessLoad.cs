namespace Mesh.Gateway.People;

/// <summary>How busy this process is, from one time of asking to the next.</summary>
internal sealed class ProcessLoad(TimeProvider time)
{
    private readonly Lock _lock = new();
    private TimeSpan _used = Environment.CpuUsage.TotalTime;
    private long _at = time.GetTimestamp();

    /// <returns>Processor time of the process in percent of one processor.</returns>
    public double Percent()
    {
        lock (_lock)
        {
            var (used, at) = (Environment.CpuUsage.TotalTime, time.GetTimestamp());
            var passed = time.GetElapsedTime(_at, at);
            var percent = passed > TimeSpan.Zero ? 100 * (used - _used) / passed : 0;
            (_used, _at) = (used, at);
            return Math.Round(percent, 1);
        }
    }
}
