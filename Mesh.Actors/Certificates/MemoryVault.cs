using Mesh.Core.Security;
using Mesh.Core.Security.Roots;

namespace Mesh.Actors.Certificates;

/// <summary>Keeps roots as long as the process runs: for tests.</summary>
public sealed class MemoryVault : IRootVault
{
    public string Description => "memory";

    public VaultContent Open() => new(RootState.None, [], Plugged: false);

    public RootSigner? Reopen() => null;

    public RootSigner Create(string trustDomain, TimeSpan lifetime, DateTimeOffset now) =>
        RootSigner.Of(CertificateAuthority.CreateRoot(SigningKey.CreateP256(), trustDomain, lifetime, now));

    public void Keep(RootState state)
    {
    }
}
