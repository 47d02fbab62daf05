using Mesh.Core.Explain.Report;

namespace Mesh.Commands;

/// <summary>An explanation of a request for people to read: a block a proxy, in the order in which the request meets things.</summary>
internal sealed class RequestWords(TextWriter output)
{
    private const int LabelWidth = 17;
    private const int MostPassedOver = 12;
    private const int MostEndpoints = 8;

    public void Write(RequestExplanation explanation)
    {
        output.WriteLine(explanation.Request);
        foreach (var hop in explanation.Hops) Hop(hop);
        foreach (var note in explanation.Notes) output.WriteLine($"note: {note}");
    }

    private void Hop(Hop hop)
    {
        output.WriteLine();
        output.WriteLine($"{hop.Direction} at {hop.Proxy}");
        Line("arrives", hop.Arrives);
        Chosen("listener", hop.Listener);
        Chosen("filter chain", hop.FilterChain);
        if (hop.DownstreamTls is { } tls) Line("tls", tls);
        var silent = new List<string>();
        foreach (var filter in hop.Filters)
        {
            if (filter.Why.Length == 0) silent.Add(Short(filter.Filter));
            else Line("filter", $"{Short(filter.Filter)}: {Effect(filter.Effect)}{filter.Why}");
        }
        if (silent.Count > 0) Line("filters", $"{string.Join(", ", silent)} let it pass");
        Chosen("routes", hop.RouteConfiguration);
        Chosen("virtual host", hop.VirtualHost);
        Chosen("route", hop.Route);
        foreach (var fact in hop.Policies) Line(fact.Name, fact.Value);
        foreach (var target in hop.Targets) Target(target, hop.Targets.Count > 1);
        Line("outcome", hop.Outcome);
    }

    private void Chosen(string label, Choice? choice)
    {
        if (choice is null) return;
        Line(label, $"{choice.Name}: {choice.Why}{(choice.From.Count > 0 ? $" [from {Few(choice.From)}]" : "")}");
        var groups = Grouped(choice.PassedOver).ToList();
        foreach (var (names, why) in groups.Take(MostPassedOver)) Line("", $"not {names}: {why}");
        if (groups.Count > MostPassedOver) Line("", $"and {groups.Count - MostPassedOver} more");
    }

    /// <summary>Neighbours that were passed over for one reason stand in one line.</summary>
    private static IEnumerable<(string Names, string Why)> Grouped(IReadOnlyList<PassedOver> passed)
    {
        for (var i = 0; i < passed.Count;)
        {
            var same = passed.Skip(i).TakeWhile(x => x.Why == passed[i].Why).ToList();
            yield return (string.Join(", ", same.Select(x => x.Name).Distinct()), same[0].Why);
            i += same.Count;
        }
    }

    private void Target(Target target, bool severalClusters)
    {
        Line("cluster", $"{target.Cluster}{(severalClusters ? $", {target.Share}% of the requests" : "")}{(target.From.Count > 0 ? $" [from {Few(target.From)}]" : "")}");
        foreach (var fact in target.Facts) Line("", $"{fact.Name}: {fact.Value}");
        foreach (var endpoint in target.Endpoints.Take(MostEndpoints))
        {
            var parts = new List<string> { endpoint.Address, endpoint.Tls };
            if (endpoint.Weight != 1) parts.Add($"weight {endpoint.Weight}");
            if (endpoint.Priority > 0) parts.Add($"priority {endpoint.Priority}");
            if (endpoint.Locality.Length > 0) parts.Add(endpoint.Locality);
            if (endpoint.Health is not ("Healthy" or "Unknown")) parts.Add(endpoint.Health.ToLowerInvariant());
            Line("endpoint", string.Join(", ", parts));
        }
        if (target.Endpoints.Count > MostEndpoints) Line("", $"and {target.Endpoints.Count - MostEndpoints} more endpoints");
    }

    private void Line(string label, string text) => output.WriteLine($"  {label.PadRight(LabelWidth)}{text}");

    private static string Effect(FilterEffect effect) => effect switch { FilterEffect.Denies => "DENIES, ", FilterEffect.Depends => "depends: ", _ => "" };

    private static string Few(IReadOnlyList<string> names) => names.Count <= 4 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(4))} and {names.Count - 4} more";

    private static string Short(string filter) => filter[(filter.LastIndexOf('.') + 1)..];
}
