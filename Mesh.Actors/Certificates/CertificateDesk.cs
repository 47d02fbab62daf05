using System.Collections.Concurrent;
using Akka.Actor;
using Mesh.Core.Security;
using static Mesh.Actors.Certificates.CertificateMessages;

namespace Mesh.Actors.Certificates;

/// <summary>
/// Where this member signs for workloads: asks the identity's actor, signs with the member's own key, writes one line of audit. Who the caller is was
/// decided before; nothing that the caller wrote decides it here.
/// </summary>
/// <param name="region">Of CertificateActors.</param>
/// <param name="member">Names this incarnation of this member.</param>
public sealed class CertificateDesk(
    IActorRef region, string member, CurrentIdentity identity, IssuedLedger ledger, CertificateOptions options, ICertificateObserver observer, TimeProvider time)
{
    private readonly ConcurrentDictionary<SpiffeId, int> _waiting = new();
    private readonly ConcurrentDictionary<(SpiffeId Id, UInt128 Key, TimeSpan Lifetime), Task<IssueOutcome>> _underWay = new();

    /// <param name="lifetime">null for the usual one.</param>
    public async Task<IssueOutcome> Issue(SpiffeId id, SubjectKey key, TimeSpan? lifetime, Requester requester)
    {
        var wanted = lifetime ?? options.Lifetime;
        if (wanted > options.LongestLifetime) return Refused(id, requester, IssueFailure.Invalid, $"a life of {wanted} is asked for; at most {options.LongestLifetime} is given");
        if (identity.Issuing is null) return Refused(id, requester, IssueFailure.Unavailable, "this member is not certified yet");
        // The same request, sent again before it was answered, gets the same answer.
        var question = (id, key.Digest, wanted);
        var mine = new TaskCompletionSource<IssueOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _underWay.GetOrAdd(question, mine.Task);
        if (first != mine.Task) return await first.ConfigureAwait(false);
        var outcome = IssueOutcome.Not(IssueFailure.Unavailable, "something went wrong");
        try
        {
            return outcome = await Ask(id, key, wanted, requester).ConfigureAwait(false);
        }
        finally
        {
            _underWay.TryRemove(question, out _);
            mine.SetResult(outcome);
        }
    }

    private async Task<IssueOutcome> Ask(SpiffeId id, SubjectKey key, TimeSpan lifetime, Requester requester)
    {
        if (_waiting.AddOrUpdate(id, 1, static (_, waiting) => waiting + 1) > options.MostAtOnce)
        {
            Leave(id);
            return Refused(id, requester, IssueFailure.Exhausted, $"{options.MostAtOnce} requests of this identity are waiting");
        }
        try
        {
            var now = time.GetUtcNow();
            var answer = await region.Ask<object>(
                new RequestPermit(id.ToString(), key.Digest, CertificateAuthority.NewSerial(), member, requester.Who, now.ToUnixTimeMilliseconds(), (now + lifetime).ToUnixTimeMilliseconds()),
                options.PermitTimeout).ConfigureAwait(false);
            return answer switch
            {
                Permitted permitted => Sign(id, key, permitted.Serial, lifetime, now, requester),
                Denied denied => Refused(id, requester, IssueFailure.Denied, denied.Reason),
                _ => Refused(id, requester, IssueFailure.Unavailable, $"it was answered {answer}"),
            };
        }
        catch (AskTimeoutException)
        {
            return Refused(id, requester, IssueFailure.Unavailable, $"its actor did not answer within {options.PermitTimeout.TotalSeconds:0.#} s");
        }
        finally
        {
            Leave(id);
        }
    }

    private IssueOutcome Sign(SpiffeId id, SubjectKey key, UInt128 serial, TimeSpan lifetime, DateTimeOffset now, Requester requester)
    {
        var (issuing, trust) = (identity.Issuing!, identity.Trust);
        var leaf = issuing.Authority.SignWorkload(key, id, serial, lifetime, now);
        var entry = new IssuedEntry(
            id.ToString(), serial, leaf.NotBefore, leaf.NotAfter, member, requester.Who, requester.Remote, requester.Reason, issuing.Root, requester.KeepsRoots ? trust.Own : null);
        ledger.Add(entry);
        observer.Issued(entry);
        return IssueOutcome.Signed([leaf.Pem, .. issuing.Authority.Chain, trust.Bundle], leaf, issuing.Root);
    }

    private IssueOutcome Refused(SpiffeId id, Requester requester, IssueFailure failure, string reason)
    {
        observer.Refused($"{id} ({requester.Who})", requester.Remote, reason);
        return IssueOutcome.Not(failure, reason);
    }

    private void Leave(SpiffeId id)
    {
        if (_waiting.AddOrUpdate(id, 0, static (_, waiting) => waiting - 1) == 0) _waiting.TryRemove(new(id, 0));
    }
}
