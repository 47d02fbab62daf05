namespace Mesh.Actors.Quotas;

/// <summary>What outlives the member that a quota lives on: tokens handed out, by bucket of time.</summary>
public interface IQuotaStore
{
    Task<IReadOnlyDictionary<long, long>> ReadAsync(string key);

    /// <param name="amount">Negative for what comes back.</param>
    /// <param name="keep">How long the bucket matters.</param>
    /// <returns>The bucket's new total, others' tokens included.</returns>
    Task<long> AddAsync(string key, long bucket, long amount, TimeSpan keep);
}
