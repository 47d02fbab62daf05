namespace Mesh.Core.Security.Jwks;

/// <summary>What is known of the keys at one place. Pure: keys that were good once stay in force, however often fetching fails after.</summary>
/// <param name="Good">null until they were fetched once.</param>
/// <param name="Failures">In a row, since <paramref name="Good"/> was last fetched.</param>
/// <param name="Error">Of the last attempt; empty when it went well.</param>
/// <param name="DueAt">When to fetch next.</param>
public sealed record JwksState(JwksSource Source, JwksKeys? Good, DateTimeOffset? FetchedAt, int Failures, string Error, DateTimeOffset DueAt)
{
    public static JwksState New(JwksSource source, DateTimeOffset now) => new(source, null, null, 0, "", now);

    /// <summary>Some attempt has ended, well or not: whoever waited may stop.</summary>
    public bool IsSettled => Good is not null || Failures > 0;

    /// <summary>Another member holds keys that were good: they are better than none, until they are fetched here.</summary>
    public JwksState Remember(string text, DateTimeOffset fetchedAt) =>
        Good is null && JwksKeys.Read(text).Keys is { } keys ? this with { Good = keys, FetchedAt = fetchedAt } : this;

    /// <param name="text">As it was answered.</param>
    /// <returns>What is known now, and whether proxies must be told.</returns>
    public (JwksState Next, bool News) Fetched(string text, DateTimeOffset now, JwksPolicy policy, double jitter)
    {
        var (keys, error) = JwksKeys.Read(text);
        if (keys is null) return (Failed($"the answer {error}", now, policy, jitter), false);
        var same = keys.Text == Good?.Text;
        return (this with { Good = same ? Good : keys, FetchedAt = now, Failures = 0, Error = "", DueAt = now + policy.AfterSuccess(jitter) }, !same);
    }

    public JwksState Failed(string reason, DateTimeOffset now, JwksPolicy policy, double jitter) =>
        this with { Failures = Failures + 1, Error = reason, DueAt = now + policy.AfterFailure(Failures + 1, jitter) };
}
