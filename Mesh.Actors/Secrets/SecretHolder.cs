using System.Security.Cryptography;
using Akka.Actor;
using Mesh.Actors.Connections;
using Mesh.Core.Model;
using Mesh.Core.Security;
using Mesh.Core.Security.Credentials;
using Mesh.Core.Xds;

namespace Mesh.Actors.Secrets;

/// <summary>
/// The secrets of one connection: its own certificate, made when it is first asked for and renewed before it ends; the roots; the credentials that its
/// configuration names. Belongs to one actor.
/// </summary>
public sealed class SecretHolder(SecretDesk desk, StreamPeer peer)
{
    private const int MostNames = 1_000;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(15);

    private readonly Dictionary<string, CredentialName> _credentials = [];
    private readonly HashSet<string> _complained = [];
    private Proxy? _proxy;
    private SpiffeId? _id;
    private bool _refused;
    private bool _wantsRoots;
    private bool _wantsCertificate;
    private ProxyCertificate? _certificate;
    private string _shownBundle = "";
    private string _ackedBundle = "";
    private string _ackedRoot = "";

    /// <summary>null while none were asked for, or none may be had.</summary>
    public XdsResourceSet? Current { get; private set; }

    /// <summary>When a certificate is due; null when there is none, or one is being made.</summary>
    public DateTimeOffset? RenewAt { get; private set; }

    /// <summary>A certificate is being made.</summary>
    public bool IsWaiting { get; private set; }

    public bool HasCredentials => _credentials.Count > 0;

    public bool IsEmpty => !_wantsRoots && !_wantsCertificate && _credentials.Count == 0;

    /// <summary>The proxy asks for these. What can be told at once is in <see cref="Current"/> afterwards.</summary>
    /// <returns>True when <see cref="Begin"/> has to be called, whose end the answer waits for.</returns>
    public bool Want(Proxy proxy, IEnumerable<string> names)
    {
        if (_refused) return false;
        _proxy = proxy;
        var needsCertificate = false;
        foreach (var name in names)
        {
            if (name == WorkloadSecrets.Root) _wantsRoots = true;
            else if (name == WorkloadSecrets.Certificate) needsCertificate = _wantsCertificate = true;
            else if (CredentialName.Parse(name) is { } credential && _credentials.Count < MostNames) _credentials.TryAdd(name, credential);
        }
        if (IsEmpty) return false;
        _id ??= desk.IdentityOf(proxy, peer);
        _refused = _id is null;
        return !_refused && needsCertificate && _certificate is null && !IsWaiting && RenewAt is null;
    }

    /// <summary>Makes a certificate; <see cref="Take"/> is to be told what came of it.</summary>
    public Task<ProxyCertificate?> Begin()
    {
        IsWaiting = true;
        RenewAt = null;
        return desk.Issue(_id!, _proxy!, peer, renewal: _certificate is not null);
    }

    /// <param name="made">null when there is none to be had now: the one before stays, and it is tried again.</param>
    public void Take(ProxyCertificate? made, DateTimeOffset now)
    {
        IsWaiting = false;
        if (made is not null) _certificate = made;
        RenewAt = made?.RenewAt ?? now + RetryAfter;
    }

    /// <summary>Roots or what signs have changed: a certificate of another root is renewed soon, at a time of its own.</summary>
    /// <param name="others">Connections of this member, which are told the same now.</param>
    public void RenewIfOfAnotherRoot(int others, DateTimeOffset now)
    {
        if (_certificate is null || desk.Root is not { } root || _certificate.Root == root || IsWaiting) return;
        var spread = desk.Options.RenewalSpread * Math.Min(others, 100_000) / 1000;
        var at = now + TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(1 + (int)spread.TotalMilliseconds));
        if (RenewAt is null || at < RenewAt) RenewAt = at;
    }

    /// <summary>Puts together what is to be shown now.</summary>
    /// <param name="configuration">The proxy's own; null while it is not known.</param>
    /// <returns>True when <see cref="Current"/> is another one now.</returns>
    public bool Refresh(XdsSnapshot? configuration)
    {
        if (_id is null || IsEmpty) return false;
        var all = new List<XdsResource>();
        var trust = desk.Trust;
        if (_wantsRoots && trust.Bundle.Length > 0) all.Add(trust.Secret);
        if (_certificate is not null) all.Add(_certificate.Secret);
        // On a plaintext port nobody has proved anything, on whatever machine: private keys of others are not for such.
        if (configuration is not null && peer.Caller is not null)
        {
            all.AddRange(_credentials.Values.Select(x => desk.Credential(_id, x, configuration, why => Complain(x, why))).OfType<XdsResource>());
        }
        else
        {
            foreach (var name in _credentials.Values.Where(_ => peer.Caller is null)) Complain(name, "it has proved no identity: connect by TLS with a client certificate or a token");
        }
        _shownBundle = _wantsRoots ? trust.Secret.Version : "";
        if (Current is { } before && before.All.Count == all.Count && before.All.All(all.Contains)) return false;
        if (Current is null && all.Count == 0) return false;
        Current = XdsResourceSet.Of(XdsType.Secret, all);
        return true;
    }

    /// <param name="isSynced">The proxy has acknowledged all that it was sent of secrets.</param>
    public SecretReport Report(bool isSynced)
    {
        if (isSynced) (_ackedBundle, _ackedRoot) = (_shownBundle, _certificate?.Root ?? "");
        return new(_id?.ToString(), _wantsRoots && _id is not null, _certificate is not null, _ackedBundle, _ackedRoot);
    }

    private void Complain(CredentialName name, string why)
    {
        if (_complained.Add($"{name.Full} {why}")) desk.Refuse(_proxy!, peer, why);
    }
}

/// <summary>What a connection's proxy holds of secrets, by its own acknowledgement.</summary>
/// <param name="AckedBundle">Version of the roots; empty for none.</param>
/// <param name="AckedRoot">Fingerprint of the root of its certificate; empty for none.</param>
public sealed record SecretReport(string? Identity, bool HasRoots, bool HasCertificate, string AckedBundle, string AckedRoot) : INoSerializationVerificationNeeded;
