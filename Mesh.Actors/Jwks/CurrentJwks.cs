namespace Mesh.Actors.Jwks;

/// <summary>What this member knows of the keys that policies name by address, for those who only look. Written by the JwksDesk alone.</summary>
public sealed class CurrentJwks
{
    private volatile IReadOnlyList<JwksReport> _all = [];

    /// <summary>By address.</summary>
    public IReadOnlyList<JwksReport> All
    {
        get => _all;
        internal set => _all = value;
    }
}

/// <param name="Keys">How many are in force; 0: none yet, and tokens of the issuer are refused.</param>
/// <param name="Error">Why the last attempt failed; empty when it did not.</param>
public sealed record JwksReport(string Source, int Keys, DateTimeOffset? FetchedAt, int Failures, string Error, DateTimeOffset? NextAt);
