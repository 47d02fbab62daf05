using Mesh.Core.Security.Jwks;

namespace Mesh.Actors.Jwks;

/// <summary>What the fetching of keys works with.</summary>
/// <param name="StartupWait">How long the first configuration waits for the keys that it names, so that a restart refuses nobody's token.</param>
/// <param name="Shards">Of the region of keys; the same number on every member. At least 1.</param>
public sealed record JwksSetup(IWebReader Web, JwksPolicy Policy, CurrentJwks Current, IJwksObserver Observer, TimeProvider Time, TimeSpan StartupWait, int Shards);
