namespace Mesh.Core.Security.Callers;

/// <summary>By what somebody proved who they are.</summary>
public enum Proof
{
    ClientCertificate,
    Token,
    TokenReview,
    /// <summary>The word of a gateway that is trusted for it, in the header <c>x-forwarded-client-cert</c>.</summary>
    TrustedGateway,
    /// <summary>Nothing: it runs on this machine, and the operator said that this is enough.</summary>
    Loopback,
}

/// <summary>Somebody who has proved who they are.</summary>
/// <param name="Expires">When the proof ends, and with it all that was allowed because of it; null for never.</param>
/// <param name="Serial">Of the client's certificate; null without one.</param>
public sealed record Caller(SpiffeId Id, Proof By, DateTimeOffset? Expires, UInt128? Serial = null);
