using System.Collections.Frozen;
using Mesh.Core.Security;

namespace Mesh.Gateway.Certificates;

/// <summary>Whose word counts for others.</summary>
/// <param name="TrustedGateways">Identities that may say, by x-forwarded-client-cert, for whom they call. Nobody else's header is looked at.</param>
/// <param name="ServerNames">DNS names in the certificate of the TLS port; the first one for clients that name none.</param>
public sealed record CallerOptions(FrozenSet<SpiffeId> TrustedGateways, IReadOnlyList<string> ServerNames);
