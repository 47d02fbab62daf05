using Akka.Actor;
using Akka.Event;
using Mesh.Actors.Connections;
using Mesh.Actors.Models;
using Mesh.Core.Config;
using Mesh.Core.Security;
using Mesh.Core.Security.Roots;
using Mesh.Core.Values;
using static Mesh.Actors.Certificates.RootMessages;

namespace Mesh.Actors.Certificates;

/// <summary>
/// This member's right to sign. Makes a key, has it certified, has another one certified before that ends or when the roots change; says what is
/// trusted to everybody here; and while roots change, tells the RootAuthority what the proxies here hold.
/// </summary>
public sealed class MemberIdentityActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly MemberIdentitySetup _setup;
    private readonly IActorRef _roots;
    private readonly string _member;
    private SigningKey? _candidate;
    private string _request = "";
    private TrustChanged? _told;
    private ValueList<CertificateData>? _added;
    private bool _counting;

    /// <param name="roots">The way to the RootAuthority, wherever it lives.</param>
    /// <param name="member">Names this incarnation of this member.</param>
    public MemberIdentityActor(MemberIdentitySetup setup, IActorRef roots, string member)
    {
        _setup = setup;
        _roots = roots;
        _member = member;

        Receive<TrustChanged>(OnTrustChanged);
        Receive<MemberCertified>(OnCertified);
        Receive<SignYourself>(OnSignYourself);
        Receive<NotNow>(_ => { });
        Receive<OwnAuthority>(OnOwnAuthority);
        Receive<ModelMessages.MeshAdopted>(adopted => OnMeshAdopted(adopted.Mesh));
        Receive<CertificateMessages.CertificateRevoked>(OnRevoked);
        Receive<HoldersSeen>(OnCounted);
        Receive<Look>(_ => OnLook());
        Receive<Ask>(_ => AskToSign());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(MemberIdentitySetup setup, IActorRef roots, string member) => Akka.Actor.Props.Create(() => new MemberIdentityActor(setup, roots, member));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(ModelMessages.MeshAdopted));
        if (_setup.Mesh.Model is { } model) _added = model.Mesh.CaCertificates;
        Timers.StartPeriodicTimer("look", Look.Instance, LookEvery);
        Timers.StartPeriodicTimer("ask", Ask.Instance, TimeSpan.Zero, AskAgainAfter);
    }

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    /// <summary>Messages get lost, and singletons move: what is not answered is asked again.</summary>
    private void AskToSign()
    {
        if (_told is null || _told.Active.Length == 0) _roots.Tell(GetTrust.Instance);
        if (!IsDue) return;
        if (_candidate is null)
        {
            _candidate = SigningKey.CreateP256();
            _request = Convert.ToBase64String(SigningRequestWriter.Write(_candidate));
        }
        _roots.Tell(new CertifyMember(_member, _request));
    }

    private bool IsDue => _setup.Identity.Issuing is not { } held
        || held.RenewAt <= _setup.Time.GetUtcNow()
        || (_told is { Authority.Length: > 0 } told && (told.Active != held.Root || told.Authority != held.Certifier));

    private void OnTrustChanged(TrustChanged told)
    {
        if (told.Generation < (_told?.Generation ?? 0)) return;
        _told = told;
        Publish();
        AskToSign();
    }

    private void OnMeshAdopted(MeshConfig mesh)
    {
        if (Equals(_added, mesh.CaCertificates)) return;
        _added = mesh.CaCertificates;
        Publish();
    }

    private void Publish()
    {
        if (_told is not { } told) return;
        var before = _setup.Identity.Trust;
        var after = new Trust(told.Generation, told.Bundle, told.Active, told.Authority, (RootPhase)told.Phase, told.Urgent, (_added ?? []).Select(x => x.Pem).OfType<string>());
        _setup.Identity.Trust = after;
        if (after.Bundle != before.Bundle) _setup.Publisher.Publish(after.Bundle);
        Context.System.EventStream.Publish(IdentityChanged.Instance);
    }

    private void OnCertified(MemberCertified answer)
    {
        if (_candidate is not { } key) return;
        var certificate = System.Security.Cryptography.X509Certificates.X509Certificate2.CreateFromPem(answer.Certificate);
        // An answer to an earlier question is for an earlier key.
        if (!certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.Subject.Info.Span))
        {
            certificate.Dispose();
            return;
        }
        _candidate = null;
        var above = PemCertificates.Split(answer.Above).ToList();
        Adopt(new(key, certificate, above), answer.Active, answer.Authority);
    }

    private void OnSignYourself(SignYourself answer)
    {
        if (!IsDue) return;
        var vault = _setup.Vault;
        Task.Run(() => new OwnAuthority(vault.Open().Signers.FirstOrDefault(), answer.Authority)).PipeTo(Self, failure: cause => new OwnAuthority(null, cause.Message));
    }

    private void OnOwnAuthority(OwnAuthority own)
    {
        if (own.Signer is { } signer && signer.Authority.Fingerprint == own.Wanted) Adopt(signer.Authority, signer.Fingerprint, signer.Authority.Fingerprint);
        else _setup.Observer.AuthorityTroubled($"The mesh's authority signs workloads itself, and {_setup.Vault.Description} of this member does not hold it ({own.Wanted})", null);
    }

    private void Adopt(CertificateAuthority authority, string root, string certifier)
    {
        var now = _setup.Time.GetUtcNow();
        // The one before may be signing at this moment; the garbage collector ends its key.
        _setup.Identity.Issuing = new(authority, root, certifier, now + ((authority.NotAfter - now) / 2));
        _setup.Observer.AuthorityChanged($"This member signs under root {RootState.Short(root)} until {authority.NotAfter:u}");
        Context.System.EventStream.Publish(IdentityChanged.Instance);
    }

    private void OnRevoked(CertificateMessages.CertificateRevoked revoked)
    {
        _setup.Revoked.Add(revoked.Serial, DateTimeOffset.FromUnixTimeMilliseconds(revoked.NotAfter), _setup.Time.GetUtcNow());
        Context.System.EventStream.Publish(new SerialRevoked(revoked.Serial));
    }

    private void OnLook()
    {
        if (_counting || _told is not { Phase: (int)RootPhase.Introducing or (int)RootPhase.Retiring } told) return;
        _counting = true;
        Count(told).PipeTo(Self);
    }

    private async Task<HoldersSeen> Count(TrustChanged told)
    {
        var trust = _setup.Identity.Trust;
        var reports = await _setup.Streams().Secrets(LookEvery * 8).ConfigureAwait(false);
        var now = _setup.Time.GetUtcNow();
        var unaware = reports.Count(x => x.HasRoots && x.AckedBundle != trust.Secret.Version);
        var holders = reports.Count(x => x.HasCertificate && x.AckedRoot != told.Active);
        return new(
            _member,
            // What was counted for another generation than the one that was asked for counts for none.
            trust.Generation == told.Generation ? told.Generation : -1,
            unaware,
            holders,
            Milliseconds(_setup.Ledger.UnawareUntil(trust.Own, now)),
            Milliseconds(_setup.Ledger.HeldUntil(told.Active, now)));
    }

    private void OnCounted(HoldersSeen seen)
    {
        _counting = false;
        _roots.Tell(seen);
    }

    private static long Milliseconds(DateTimeOffset? time) => time?.ToUnixTimeMilliseconds() ?? 0;

    private sealed record OwnAuthority(RootSigner? Signer, string Wanted) : INoSerializationVerificationNeeded;

    private sealed class Ask : INoSerializationVerificationNeeded
    {
        public static readonly Ask Instance = new();
    }
}
