using Envoy.Config.Listener.V3;
using Mesh.Core.Explain.Report;
using Mesh.Core.Explain.Requests;

namespace Mesh.Core.Explain.Listeners;

/// <summary>
/// Envoy's choice of a filter chain: criterion by criterion only those that fit most closely are kept, and there is no way back; when none is left the
/// default chain takes the connection, and without one it is closed.
/// </summary>
internal static class ChainChoice
{
    public static (FilterChain? Chain, Choice? Choice, IReadOnlyList<PassedOver> PassedOver) Of(Listener listener, Connection connection)
    {
        var inspection = Inspection.Of(listener, connection);
        var passed = new List<PassedOver>();
        var left = listener.FilterChains.ToList();
        var decisive = new List<string>();
        foreach (var criterion in ChainCriterion.All)
        {
            var ranked = left.Select(x => (Chain: x, Rank: criterion.Rank(x.FilterChainMatch ?? None, connection, inspection))).ToList();
            var best = ranked.Max(x => x.Rank);
            foreach (var (chain, rank) in ranked.Where(x => x.Rank is null || x.Rank < best))
            {
                var match = chain.FilterChainMatch ?? None;
                var found = $"the connection's {criterion.Name} is {criterion.Found(connection, inspection)}";
                passed.Add(new(Name(chain), rank is null ? $"{found}, and must be {criterion.Wanted(match)}" : $"{found}, and another chain is closer to it"));
            }
            left = [.. ranked.Where(x => x.Rank is not null && x.Rank == best).Select(x => x.Chain)];
            if (best > 0 && ranked.Count > 0) decisive.Add($"{criterion.Name} {criterion.Wanted(left[0].FilterChainMatch ?? None)}");
            if (left.Count == 0) break;
        }
        if (left.Count > 0) return Chosen(left[0], decisive.Count > 0 ? string.Join(", ", decisive) : "it asks nothing of a connection", passed);
        return listener.DefaultFilterChain is { } rest ? Chosen(rest, "no other fits, and it is the default", passed) : (null, null, passed);
    }

    public static string Name(FilterChain chain) => chain.Name.Length > 0 ? chain.Name : "(without a name)";

    private static readonly FilterChainMatch None = new();

    private static (FilterChain?, Choice?, IReadOnlyList<PassedOver>) Chosen(FilterChain chain, string why, IReadOnlyList<PassedOver> passed) =>
        (chain, new(Name(chain), why, [], passed), passed);
}
