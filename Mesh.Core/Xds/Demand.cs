namespace Mesh.Core.Xds;

/// <summary>What one request wants to have answered.</summary>
/// <param name="Subscription">What the client wants of the type from now on.</param>
/// <param name="Asked">Names to be answered, whatever the client is thought to hold.</param>
/// <param name="AskedAll">The wildcard is to be answered likewise.</param>
/// <param name="Released">Names dropped one by one that the wildcard may still cover: the client waits to hear which (rule 43).</param>
internal sealed record Demand(Subscription Subscription, IReadOnlyCollection<string> Asked, bool AskedAll, IReadOnlyCollection<string> Released)
{
    public bool IsNone => Asked.Count == 0 && !AskedAll && Released.Count == 0;

    public static Demand Unchanged(Subscription subscription) => new(subscription, [], false, []);

    /// <summary>Of a client that was not answered yet: all that it wants.</summary>
    public static Demand All(Subscription subscription) => new(subscription, subscription.AllNames, subscription.Wildcard, []);
}
