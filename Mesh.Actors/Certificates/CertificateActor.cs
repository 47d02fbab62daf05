using Akka.Actor;
using Akka.Persistence;
using static Mesh.Actors.Certificates.CertificateMessages;

namespace Mesh.Actors.Certificates;

/// <summary>
/// The certificates of one identity, by its SPIFFE id. Who wants to sign asks here first; here is known what was taken back, and what was granted to whom.
/// Signing itself is the asking member's: no key is here.
/// </summary>
public sealed class CertificateActor : ReceivePersistentActor
{
    private const int SnapshotEvery = 1_000;

    private readonly IActorRef _members;
    private readonly Dictionary<UInt128, Pending> _pending = [];
    private CertificateState _state = CertificateState.None;

    /// <param name="members">Tells every member.</param>
    public CertificateActor(string spiffeId, IActorRef members)
    {
        PersistenceId = $"certificate-{spiffeId}";
        _members = members;

        Recover<SnapshotOffer>(offer => _state = CertificateState.FromJson(((CertificateSnapshot)offer.Snapshot).Json));
        Recover<CertificateGranted>(e => _state = _state.Apply(e));
        Recover<CertificateWithdrawn>(e => _state = _state.Apply(e));
        Command<RequestPermit>(OnRequestPermit);
        Command<Revoke>(OnRevoke);
        Command<DescribeCertificates>(_ => Sender.Tell(new CertificateReport(_state.ToJson())));
        Command<SaveSnapshotSuccess>(saved => DeleteMessages(saved.Metadata.SequenceNr));
        Command<SaveSnapshotFailure>(_ => { });
        Command<DeleteMessagesSuccess>(_ => { });
        Command<DeleteMessagesFailure>(_ => { });
    }

    public override string PersistenceId { get; }

    public static Props Props(string spiffeId, IActorRef members) => Akka.Actor.Props.Create(() => new CertificateActor(spiffeId, members));

    /// <summary>A withdrawn certificate whose news some member has missed is told of again when its identity wakes up.</summary>
    protected override void OnReplaySuccess()
    {
        foreach (var line in _state.Withdrawn.Values) _members.Tell(new Spread(new CertificateRevoked(line.Serial, line.NotAfter)));
    }

    private void OnRequestPermit(RequestPermit ask)
    {
        var replyTo = Sender;
        _pending.TryGetValue(ask.KeyDigest, out var pending);
        var (e, standing, reason) = _state.Decide(ask, pending?.Line);
        if (reason is not null)
        {
            replyTo.Tell(new Denied(reason));
        }
        else if (standing is { } serial)
        {
            // Not before what it stands on is stored.
            if (pending!.Stored) replyTo.Tell(new Permitted(serial));
            else pending.Waiting.Add(replyTo);
        }
        else
        {
            Grant(e!, replyTo);
        }
    }

    /// <summary>Others go on meanwhile: each grant stands for itself.</summary>
    private void Grant(CertificateGranted e, IActorRef replyTo)
    {
        var pending = _pending[e.KeyDigest] = new(new(e.Serial, e.KeyDigest, e.Member, e.Requester, e.At, e.NotAfter)) { Waiting = { replyTo } };
        PersistAsync(e, stored =>
        {
            _state = _state.Apply(stored);
            pending.Stored = true;
            foreach (var waiting in pending.Waiting) waiting.Tell(new Permitted(stored.Serial));
            pending.Waiting.Clear();
            Forget(stored.At);
            if (LastSequenceNr % SnapshotEvery == 0) SaveSnapshot(new CertificateSnapshot(_state.ToJson()));
        });
    }

    private void OnRevoke(Revoke revoke)
    {
        var (e, reason) = _state.Decide(revoke);
        if (e is null)
        {
            Sender.Tell(new Denied(reason!));
            return;
        }
        var replyTo = Sender;
        Persist(e, stored =>
        {
            _state = _state.Apply(stored);
            var line = _state.Withdrawn[stored.Serial];
            _pending.Remove(line.KeyDigest);
            _members.Tell(new Spread(new CertificateRevoked(line.Serial, line.NotAfter)));
            replyTo.Tell(new Revoked(stored.Serial));
        });
    }

    private void Forget(long now)
    {
        const int usual = 256;
        const long inFlight = 10_000;
        if (_pending.Count < usual) return;
        foreach (var over in _pending.Where(x => x.Value.Stored && x.Value.Line.At + inFlight < now).Select(x => x.Key).ToList()) _pending.Remove(over);
    }

    /// <summary>A grant that its client may not have heard of yet.</summary>
    private sealed class Pending(CertificateLine line)
    {
        public CertificateLine Line { get; } = line;

        public bool Stored { get; set; }

        public List<IActorRef> Waiting { get; init; } = [];
    }
}
