using StackExchange.Redis;

namespace Mesh.Persistence.Journal;

/// <summary>
/// Spares those who wait, and a Redis that is at its end: after some failures in a row everything fails at once for a while, then it is tried
/// again. Akka has one around its plugins too, but that throws where nobody answers the actor that asked, so it is set never to open.
/// </summary>
/// <param name="mostFailures">In a row. At least 1.</param>
internal sealed class Breaker(int mostFailures, TimeSpan rest, TimeProvider time)
{
    private int _failures;
    private long _failedAt;

    /// <exception cref="RedisException">It is open.</exception>
    public void Check()
    {
        if (Volatile.Read(ref _failures) < mostFailures || time.GetElapsedTime(Volatile.Read(ref _failedAt)) >= rest) return;
        throw new RedisException($"The store has failed {mostFailures} times in a row and is not tried again before {rest.TotalSeconds:0.#} s have passed since");
    }

    public void Succeeded() => Volatile.Write(ref _failures, 0);

    public void Failed()
    {
        Volatile.Write(ref _failedAt, time.GetTimestamp());
        Interlocked.Increment(ref _failures);
    }
}
