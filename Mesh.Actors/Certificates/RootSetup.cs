namespace Mesh.Actors.Certificates;

/// <summary>What a <see cref="RootAuthorityActor"/> works with.</summary>
/// <param name="TrustDomain">Asked when a root is made.</param>
/// <param name="RootLifetime">Of a root that is made here. A new one is introduced when a fifth of it is left.</param>
/// <param name="MemberLifetime">Of a member's issuing certificate; renewed at half of it.</param>
/// <param name="TaintGrace">How long a tainted root stays trusted for those who cannot be told of it.</param>
public sealed record RootSetup(
    IRootVault Vault, Func<string> TrustDomain, TimeSpan RootLifetime, TimeSpan MemberLifetime, TimeSpan TaintGrace, TimeProvider Time, ICertificateObserver Observer);
