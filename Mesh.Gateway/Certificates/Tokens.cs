using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Mesh.Core.Security.Callers;
using Mesh.Core.Security.Tokens;

namespace Mesh.Gateway.Certificates;

/// <summary>
/// Whom a token proves: by the keys of configured issuers, else by asking Kubernetes. A verdict is remembered by the token's hash and never longer than the
/// token lives; a refusal is not remembered.
/// </summary>
/// <param name="issuers">As configured now.</param>
/// <param name="reviewer">null where there is no Kubernetes.</param>
public sealed class Tokens(Func<TokenVerifier?> issuers, ITokenReviewer? reviewer, TimeProvider time)
{
    private const int MostRemembered = 50_000;

    private readonly ConcurrentDictionary<UInt128, Verdict> _verdicts = new();
    private readonly ConcurrentDictionary<UInt128, Task<(Caller? Caller, string? Reason)>> _underWay = new();
    private TokenVerifier? _verifiedBy;

    public async ValueTask<(Caller? Caller, string? Reason)> Who(string token)
    {
        if (token.Length > TokenVerifier.MostCharacters) return (null, "the token is too long");
        var now = time.GetUtcNow();
        var verifier = issuers();
        // Other keys may judge otherwise.
        if (!ReferenceEquals(Interlocked.Exchange(ref _verifiedBy, verifier), verifier)) _verdicts.Clear();
        var hash = HashOf(token);
        if (_verdicts.TryGetValue(hash, out var known) && known.Until > now) return (known.Caller, null);

        string? reason = null;
        if (verifier is not null)
        {
            (var verified, reason) = verifier.Verify(token, now);
            if (verified is not null) return (Remember(hash, new(verified.Id, Proof.Token, verified.Expires), verified.Expires, now), null);
        }
        if (reviewer is null) return (null, reason ?? "no issuer of tokens is configured");
        return await Review(hash, token, now);
    }

    /// <summary>One question to Kubernetes for one token, however many calls it comes with.</summary>
    private async ValueTask<(Caller? Caller, string? Reason)> Review(UInt128 hash, string token, DateTimeOffset now)
    {
        try
        {
            var (caller, reason) = await _underWay.GetOrAdd(hash, _ => reviewer!.Review(token));
            if (caller is null) return (null, reason);
            var until = now + reviewer!.RememberFor;
            return (Remember(hash, caller, caller.Expires is { } expires && expires < until ? expires : until, now), null);
        }
        finally
        {
            _underWay.TryRemove(hash, out _);
        }
    }

    private Caller Remember(UInt128 hash, Caller caller, DateTimeOffset until, DateTimeOffset now)
    {
        if (_verdicts.Count >= MostRemembered)
        {
            foreach (var (over, _) in _verdicts.Where(x => x.Value.Until <= now)) _verdicts.TryRemove(over, out _);
            if (_verdicts.Count >= MostRemembered) _verdicts.Clear();
        }
        _verdicts[hash] = new(caller, until);
        return caller;
    }

    private static UInt128 HashOf(string token)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private sealed record Verdict(Caller Caller, DateTimeOffset Until);
}

/// <summary>Asks somebody else whom a token proves.</summary>
public interface ITokenReviewer
{
    /// <summary>How long a verdict counts; a token that is taken back is good for so long.</summary>
    TimeSpan RememberFor { get; }

    /// <returns>Who, or why not. Never throws.</returns>
    Task<(Caller? Caller, string? Reason)> Review(string token);
}
