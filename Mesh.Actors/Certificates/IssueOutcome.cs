using Mesh.Core.Security;

namespace Mesh.Actors.Certificates;

public enum IssueFailure
{
    /// <summary>The request asks for what nobody gets.</summary>
    Invalid,

    /// <summary>The identity may not have it.</summary>
    Denied,

    /// <summary>Too many at once.</summary>
    Exhausted,

    /// <summary>Not now: there is no root yet, or who has to be asked is away.</summary>
    Unavailable,
}

/// <summary>A certificate with all that leads to the roots, or why there is none.</summary>
/// <param name="Chain">PEMs: the leaf, what is between, the roots last and in one piece.</param>
/// <param name="Reason">For our own log, and for a caller only where it is about what the caller wrote.</param>
public sealed record IssueOutcome(IReadOnlyList<string>? Chain, SignedLeaf? Leaf, string Root, IssueFailure Failure, string Reason)
{
    public static IssueOutcome Signed(IReadOnlyList<string> chain, SignedLeaf leaf, string root) => new(chain, leaf, root, default, "");

    public static IssueOutcome Not(IssueFailure failure, string reason) => new(null, null, "", failure, reason);
}

/// <summary>Who wants a certificate, for the audit.</summary>
/// <param name="Who">By what the caller proved who it is, and the proxy's id where it has one.</param>
/// <param name="Reason">Why it is signed: asked for by an agent, the first of a proxy, renewed.</param>
/// <param name="KeepsRoots">The owner takes its roots from the answer, and hears of others only when it asks again (Istio's agents).</param>
public sealed record Requester(string Who, string Remote, string Reason, bool KeepsRoots);
