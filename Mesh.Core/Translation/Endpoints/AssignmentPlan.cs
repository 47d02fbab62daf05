using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Clusters;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Endpoints;

/// <summary>What a rule says about the endpoints of one port of a service: of the whole and of each subset. The same for every client; compared by reference.</summary>
internal sealed class AssignmentPlan
{
    private readonly Dictionary<string, Part> _subsets = [];

    private AssignmentPlan(Key key)
    {
        Service = key.Service;
        Port = key.Port;
        Rule = key.Rule;
        var host = TrafficPolicies.ForPort(Rule?.Rule.TrafficPolicy, Port.Number, key.Mesh.Mesh.DefaultTrafficPolicy);
        Host = new(host, LocalityPolicy.Of(host, Service, key.Mesh), null);
        foreach (var subset in Rule?.Rule.Subsets ?? [])
        {
            var policy = TrafficPolicies.ForSubset(host, subset.TrafficPolicy, Port.Number);
            _subsets.TryAdd(subset.Name ?? "", new(policy, LocalityPolicy.Of(policy, Service, key.Mesh), subset.Labels));
        }
    }

    private sealed record Key(Service Service, ServicePort Port, MergedDestinationRule? Rule, MeshDefaults Mesh);

    public Service Service { get; }

    public ServicePort Port { get; }

    public MergedDestinationRule? Rule { get; }

    public Part Host { get; }

    public IEnumerable<Part> Parts => _subsets.Values.Prepend(Host);

    public IReadOnlyList<ConfigKey> Origins => [Service.Origin, .. (Rule?.From ?? []).Select(x => x.Key)];

    public static AssignmentPlan Of(ProxyContext context, Service service, ServicePort port, MergedDestinationRule? rule) =>
        context.Memo.GetOrAdd(new Key(service, port, rule, MeshDefaults.Of(context.Mesh)), static x => new AssignmentPlan(x));

    /// <param name="subset">Empty: the whole.</param>
    /// <returns>null for a subset that the rule does not have.</returns>
    public Part? PartOf(string subset) => subset.Length == 0 ? Host : _subsets.GetValueOrDefault(subset);

    /// <param name="Labels">Of the endpoints that belong to it; null: all.</param>
    internal sealed record Part(TrafficPolicy Policy, LocalityPolicy Locality, ValueMap<string>? Labels);
}
