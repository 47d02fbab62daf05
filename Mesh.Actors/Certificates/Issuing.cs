using Mesh.Core.Security;

namespace Mesh.Actors.Certificates;

/// <summary>What this member signs with. Its key was made here and dies here.</summary>
/// <param name="Root">Fingerprint of the root that the authority leads to.</param>
/// <param name="Certifier">Fingerprint of what certified it; its own where a plugged-in authority signs itself.</param>
public sealed record Issuing(CertificateAuthority Authority, string Root, string Certifier, DateTimeOffset RenewAt);

/// <summary>What this member signs with and whom it trusts, for all who need it. Written by one actor, read by any thread.</summary>
public sealed class CurrentIdentity
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Issuing? _issuing;
    private volatile Trust _trust = Trust.Nobody;

    /// <summary>null until the RootAuthority has certified this member.</summary>
    public Issuing? Issuing
    {
        get => _issuing;
        internal set
        {
            _issuing = value;
            if (value is not null) _ready.TrySetResult();
        }
    }

    public Trust Trust
    {
        get => _trust;
        internal set => _trust = value;
    }

    /// <summary>Completes when this member can sign.</summary>
    public Task Ready => _ready.Task;
}
