using Mesh.Actors.Connections;
using Mesh.Core.Model;
using Mesh.Core.Security;
using Mesh.Core.Xds;

namespace Mesh.Actors.Secrets;

/// <summary>The secrets of one connection: made when they are first asked for, renewed before they end.</summary>
public sealed class SecretHolder(SecretDesk desk, StreamPeer peer)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private bool _refused;
    private bool _hasRoot;
    private XdsResource? _certificate;

    /// <summary>null while none were asked for, or none may be had.</summary>
    public XdsResourceSet? Current { get; private set; }

    /// <summary>When <see cref="Renew"/> is due; null when there is no certificate.</summary>
    public DateTimeOffset? RenewAt { get; private set; }

    /// <returns>True when <see cref="Current"/> is another one now.</returns>
    public bool Prepare(Proxy proxy, IEnumerable<string> names, DateTimeOffset now)
    {
        var wantsRoot = !_hasRoot && names.Contains(WorkloadSecrets.Root);
        var wantsCertificate = _certificate is null && names.Contains(WorkloadSecrets.Certificate);
        if (_refused || !(wantsRoot || wantsCertificate)) return false;
        if (!desk.MayHaveSecrets(proxy, peer))
        {
            _refused = true;
            return false;
        }
        _hasRoot |= wantsRoot;
        if (wantsCertificate) Issue(proxy, now);
        return Assemble();
    }

    /// <summary>A new key and certificate in place of the old ones, which stay valid for the other half of their life.</summary>
    public bool Renew(Proxy proxy, DateTimeOffset now)
    {
        if (_certificate is null) return false;
        Issue(proxy, now);
        return Assemble();
    }

    private void Issue(Proxy proxy, DateTimeOffset now)
    {
        if (desk.Issue(proxy, peer, now) is { } issued)
        {
            _certificate = WorkloadSecrets.CertificateResource(issued);
            RenewAt = issued.RenewAt;
        }
        else if (_certificate is null)
        {
            _refused = true;
        }
        else
        {
            RenewAt = now + RetryAfter;
        }
    }

    private bool Assemble()
    {
        var all = new List<XdsResource>(2);
        if (_hasRoot) all.Add(desk.Root);
        if (_certificate is not null) all.Add(_certificate);
        if (all.Count == 0) return false;
        Current = XdsResourceSet.Of(XdsType.Secret, all);
        return true;
    }
}
