namespace Mesh.Core.Security.Roots;

/// <summary>What is known of who holds what, over some proxies.</summary>
/// <param name="Unaware">Connected proxies that have not acknowledged the present bundle of roots.</param>
/// <param name="Holders">Connected proxies whose acknowledged certificate was not signed under the active root.</param>
/// <param name="UnawareUntil">When the last certificate ends whose owner keeps its own roots (Istio's agents) and got them before the present bundle; null for none.</param>
/// <param name="HeldUntil">When the last certificate ends that such an owner got under another root than the active one; null for none.</param>
public sealed record RootHolders(int Unaware, int Holders, DateTimeOffset? UnawareUntil, DateTimeOffset? HeldUntil)
{
    public static readonly RootHolders Nobody = new(0, 0, null, null);

    public RootHolders And(RootHolders other) =>
        new(Unaware + other.Unaware, Holders + other.Holders, Later(UnawareUntil, other.UnawareUntil), Later(HeldUntil, other.HeldUntil));

    private static DateTimeOffset? Later(DateTimeOffset? a, DateTimeOffset? b) => a is null || b > a ? b : a;
}
