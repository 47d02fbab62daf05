using Akka.Actor;
using Akka.Cluster;
using Akka.Persistence;
using Mesh.Core.Security;
using Mesh.Core.Security.Roots;
using static Mesh.Actors.Certificates.RootMessages;

namespace Mesh.Actors.Certificates;

/// <summary>
/// The roots of the mesh: certifies members, and replaces one root by another when every proxy is ready for it. One in the cluster. What it journals is
/// public; the keys are in the vault of the member where it lives, and when it moves to one that has none, that member makes a root of its own and
/// introduces it like any other.
/// <code>
/// Opening ──the vault is read──► Ready
/// </code>
/// </summary>
public sealed class RootAuthorityActor : ReceivePersistentActor, IWithTimers
{
    private const int MostMembers = 1_000;
    private const double RenewWhenLeft = 0.2;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan OpenAgainAfter = TimeSpan.FromSeconds(5);

    private readonly RootSetup _setup;
    private readonly IActorRef _members;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly Dictionary<string, RootSigner> _signers = [];
    private readonly Dictionary<string, HoldersSeen> _seen = [];
    private readonly Dictionary<string, (string Request, MemberCertified Answer)> _certified = [];
    private RootState _state = RootState.None;
    private RootSigner? _pluggedSigner;
    private bool _making;
    private IActorRef? _asker;

    /// <param name="members">Tells every member.</param>
    public RootAuthorityActor(RootSetup setup, IActorRef members)
    {
        _setup = setup;
        _members = members;
        Recover<RootRecorded>(e => _state = _state.Apply(RootJournal.Read(e)));
        Opening();
    }

    public override string PersistenceId => "root-authority";

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(RootSetup setup, IActorRef members) => Akka.Actor.Props.Create(() => new RootAuthorityActor(setup, members));

    protected override void OnReplaySuccess() => OpenVault();

    private void Opening()
    {
        Command<VaultOpened>(OnVaultOpened);
        Command<VaultFailed>(OnVaultFailed);
        Command<Look>(_ => OpenVault());
        Command<HoldersSeen>(_ => { });
        Command<IWireMessage>(_ => Sender.Tell(new NotNow("the roots are still being read")));
    }

    private void Ready()
    {
        Command<CertifyMember>(OnCertifyMember);
        Command<GetTrust>(_ => Sender.Tell(Trust()));
        Command<HoldersSeen>(OnHoldersSeen);
        Command<RotateRoot>(_ => OnRotate());
        Command<TaintRoot>(OnTaint);
        Command<DescribeRoots>(_ => Sender.Tell(new RootReport(RootView.Json(_state, _setup.Vault.Description, AllSeen(), Silent().Count, _signers.ContainsKey))));
        Command<RootMade>(made => OnRootMade(made.Signer));
        Command<VaultFailed>(failed =>
        {
            _making = false;
            Answer(new NotNow(failed.Cause.Message));
            _setup.Observer.AuthorityTroubled($"{_setup.Vault.Description}: {failed.Cause.Message}", failed.Cause);
        });
        Command<Look>(_ => OnLook());
        Command<Nothing>(_ => { });
    }

    private void OpenVault()
    {
        var vault = _setup.Vault;
        Task.Run(() => (object)new VaultOpened(vault.Open())).PipeTo(Self, failure: cause => new VaultFailed(cause));
    }

    private void OnVaultFailed(VaultFailed failed)
    {
        _setup.Observer.AuthorityTroubled($"{_setup.Vault.Description}: {failed.Cause.Message}; next try in {OpenAgainAfter.TotalSeconds:0} s", failed.Cause is RootVaultException ? null : failed.Cause);
        Timers.StartSingleTimer("open", Look.Instance, OpenAgainAfter);
    }

    private void OnVaultOpened(VaultOpened opened)
    {
        if (opened.Content.Plugged) _pluggedSigner = opened.Content.Signers[0];
        // A journal that knows nothing is that of another run; what this member has kept is then all that is known.
        if (_state.Phase == RootPhase.None) _state = opened.Content.State;
        foreach (var signer in opened.Content.Signers) _signers[signer.Fingerprint] = signer;
        Become(Ready);
        Timers.StartPeriodicTimer("look", Look.Instance, LookEvery);
        // A root that was to take over, and whose key is on a member that is gone, signs nothing any more.
        if (_state.Incoming is { } orphan && !_signers.ContainsKey(orphan.Fingerprint)) Store(new RootDropped(orphan.Fingerprint), Begin);
        else Begin();
    }

    private void Begin()
    {
        if (_pluggedSigner is not null) OnRootMade(_pluggedSigner!);
        else if (LacksKey) MakeRoot();
        Tell();
    }

    private bool LacksKey => _state.Active is not { } active || !_signers.ContainsKey(active.Fingerprint);

    private void OnCertifyMember(CertifyMember ask)
    {
        if (_state.Active is not { } active) Sender.Tell(new NotNow("there is no root yet"));
        else if (!_signers.TryGetValue(active.Fingerprint, out var signer)) Sender.Tell(new NotNow($"the key of root {RootState.Short(active.Fingerprint)} is on another member"));
        else if (!signer.Authority.MaySignAuthorities) Sender.Tell(new SignYourself(signer.Authority.Fingerprint, active.Fingerprint));
        else Sender.Tell(Certify(ask, signer));
    }

    private object Certify(CertifyMember ask, RootSigner signer)
    {
        // The same question again: its answer was on its way.
        if (_certified.TryGetValue(ask.Member, out var last) && last.Request == ask.Request && last.Answer.Authority == signer.Authority.Fingerprint) return last.Answer;
        var der = new byte[ask.Request.Length];
        if (!Convert.TryFromBase64String(ask.Request, der, out var length)) return new NotNow("the request is no base64");
        var (request, error) = SigningRequestReader.ReadDer(der.AsMemory(0, length));
        if (request is null) return new NotNow(error!.ToString());
        var certificate = signer.Authority.SignMember(request.Key, _setup.TrustDomain(), ask.Member, _setup.MemberLifetime, _setup.Time.GetUtcNow());
        _setup.Observer.AuthorityChanged($"Certified member {ask.Member} under root {RootState.Short(signer.Fingerprint)}");
        var answer = new MemberCertified(signer.Authority.Fingerprint, certificate, string.Concat(signer.Authority.Chain), signer.Fingerprint);
        if (_certified.Count >= MostMembers) _certified.Clear();
        _certified[ask.Member] = (ask.Request, answer);
        return answer;
    }

    private void OnRotate()
    {
        if (_state.Phase != RootPhase.Steady || _making)
        {
            Sender.Tell(new NotNow($"a change of roots is under way: {_state.Phase}"));
            return;
        }
        if (_pluggedSigner is not null)
        {
            Sender.Tell(new NotNow($"the authority is plugged in: put the new files into {_setup.Vault.Description}, and the change begins by itself"));
            return;
        }
        _asker = Sender;
        MakeRoot();
    }

    private void OnTaint(TaintRoot taint)
    {
        var (e, error) = _state.Taint(taint.Fingerprint.Length > 0 ? taint.Fingerprint : _state.Active?.Fingerprint ?? "", _setup.Time.GetUtcNow());
        if (e is null)
        {
            Sender.Tell(new NotNow(error!.Reason));
            return;
        }
        var replyTo = Sender;
        Store(e, () =>
        {
            replyTo.Tell(new Done(_pluggedSigner is not null && _state.Phase == RootPhase.Steady
                ? $"the root is tainted; put the files of another authority into {_setup.Vault.Description} now"
                : "the root is tainted; everybody renews now"));
            if (_state is { Phase: RootPhase.Steady, Active.TaintedAt: not null } && _pluggedSigner is null) MakeRoot();
        });
    }

    /// <summary>Makes a root beside the actor: the disk is slow.</summary>
    private void MakeRoot()
    {
        if (_making) return;
        _making = true;
        var (vault, domain, lifetime, now) = (_setup.Vault, _setup.TrustDomain(), _setup.RootLifetime, _setup.Time.GetUtcNow());
        Task.Run(() => (object)new RootMade(vault.Create(domain, lifetime, now))).PipeTo(Self, failure: cause => new VaultFailed(cause));
    }

    private void OnRootMade(RootSigner signer)
    {
        _making = false;
        var known = _state.Roots.FirstOrDefault(x => x.Fingerprint == signer.Fingerprint);
        var before = _signers.GetValueOrDefault(signer.Fingerprint);
        _signers[signer.Fingerprint] = signer;
        if (known is not null)
        {
            // Another authority below the same root: members get their certificates anew, proxies notice nothing.
            if (before is not null && before.Authority.Fingerprint != signer.Authority.Fingerprint) Tell();
            return;
        }
        var (e, error) = _state.Introduce(signer.AsTrusted(RootRole.Incoming));
        if (e is not null) Store(e, () => Answer(new Done($"root {RootState.Short(signer.Fingerprint)} is being introduced")));
        else _setup.Observer.AuthorityTroubled($"A new root can not be introduced: {error!.Reason}", null);
    }

    /// <summary>To the operator who asked for a rotation, if one did.</summary>
    private void Answer(object words)
    {
        _asker?.Tell(words);
        _asker = null;
    }

    private void OnHoldersSeen(HoldersSeen seen)
    {
        if (seen.Generation != _state.Generation) return;
        _seen[seen.Member] = seen;
        Proceed();
    }

    private void OnLook()
    {
        Proceed();
        if (_pluggedSigner is not null)
        {
            var vault = _setup.Vault;
            Task.Run(() => vault.Reopen() is { } changed ? (object)new RootMade(changed) : null).PipeTo(Self, failure: cause => new VaultFailed(cause), success: x => x ?? Nothing.Instance);
        }
        else if (_state is { Phase: RootPhase.Steady, Active: { } active } && (LacksKey || active.NotAfter - _setup.Time.GetUtcNow() < _setup.RootLifetime * RenewWhenLeft))
        {
            MakeRoot();
        }
    }

    private void Proceed()
    {
        if (AllSeen() is { } all && _state.Next(all, _setup.TaintGrace, _setup.Time.GetUtcNow()) is { } e) Store(e, () => { });
    }

    private void Store(RootEvent e, Action then) => Persist(RootJournal.Write(e), _ =>
    {
        _state = _state.Apply(e);
        _seen.Clear();
        foreach (var gone in _signers.Keys.Where(x => _state.Roots.All(root => root.Fingerprint != x)).ToList()) _signers.Remove(gone);
        _setup.Observer.AuthorityChanged(Words(e));
        KeepState();
        Tell();
        then();
    });

    private void KeepState()
    {
        var (vault, state) = (_setup.Vault, _state);
        Task.Run(() =>
        {
            vault.Keep(state);
            return (object)Nothing.Instance;
        }).PipeTo(Self, failure: cause => new VaultFailed(cause));
    }

    private void Tell() => _members.Tell(new Spread(Trust()));

    private TrustChanged Trust() => new(
        _state.Generation,
        _state.Bundle,
        _state.Active?.Fingerprint ?? "",
        _state.Active is { } active && _signers.TryGetValue(active.Fingerprint, out var signer) ? signer.Authority.Fingerprint : "",
        (int)_state.Phase,
        _state.IsUrgent);

    /// <returns>null while a member has not said what it sees.</returns>
    private RootHolders? AllSeen() => Silent().Count > 0 ? null : _seen.Values.Aggregate(RootHolders.Nobody, (sum, x) => sum.And(new(x.Unaware, x.Holders, Time(x.UnawareUntil), Time(x.HeldUntil))));

    private IReadOnlyList<string> Silent() =>
        [.. _cluster.State.Members.Where(x => x.Status is MemberStatus.Up or MemberStatus.Leaving).Select(x => MemberName.Of(x.UniqueAddress)).Where(x => !_seen.ContainsKey(x))];

    private static DateTimeOffset? Time(long milliseconds) => milliseconds == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static string Words(RootEvent e) => e switch
    {
        RootFounded x => $"Root {RootState.Short(x.Fingerprint)} is the mesh's first, until {x.NotAfter:u}",
        RootIntroduced x => $"Root {RootState.Short(x.Fingerprint)} is being introduced; it signs as soon as every proxy trusts it",
        RootSwitched x => $"Root {RootState.Short(x.Fingerprint)} signs from now on; the one before is trusted until nobody holds what it signed",
        RootDropped x => $"Root {RootState.Short(x.Fingerprint)} is trusted no more",
        RootTainted x => $"Root {RootState.Short(x.Fingerprint)} is taken for stolen",
        _ => e.ToString(),
    };

    private sealed class Nothing : INoSerializationVerificationNeeded, Akka.Event.IDeadLetterSuppression
    {
        public static readonly Nothing Instance = new();
    }
}
