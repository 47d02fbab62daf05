using Envoy.Config.Cluster.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Google.Protobuf;
using Mesh.Core.Checks;
using Mesh.Core.Config;
using Mesh.Core.Translation.Routes;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation;

/// <summary>
/// One resource that a translator made. Shared by all proxies that get it: nobody may change the message. What follows from it is worked out on
/// first use; racing callers may each do so, with equal results.
/// </summary>
public sealed class Translated(XdsType type, string name, IMessage message, params IReadOnlyList<ConfigKey> origins)
{
    private XdsResource? _packed;
    private Candidate? _candidate;
    private IReadOnlyList<ConfigError>? _errors;
    private IReadOnlySet<string>? _clusters;
    private IReadOnlyList<string>? _asksFor;

    public XdsType Type { get; } = type;

    public string Name { get; } = name;

    public IMessage Message { get; } = message;

    /// <summary>The objects that it was made of, so that a refusal can name them.</summary>
    public IReadOnlyList<ConfigKey> Origins { get; } = origins;

    /// <summary>Serialized and hashed.</summary>
    public XdsResource Packed => _packed ??= XdsResource.Pack(Type, Name, Message, Origins);

    /// <summary>As the check of all resources beside each other takes it.</summary>
    public Candidate Candidate => _candidate ??= new(Name, Message, Origins);

    /// <summary>Why Envoy would refuse it. Empty: it would not.</summary>
    public IReadOnlyList<ConfigError> Errors => _errors ??= ResourceCheck.Check(Message);

    /// <summary>Of a route configuration: the clusters that it leads to.</summary>
    public IReadOnlySet<string> Clusters => _clusters ??= Message is RouteConfiguration routes ? RouteClusters.Of(routes) : new HashSet<string>();

    /// <summary>Names of the next stage: of a listener its route configurations, of an EDS cluster its endpoints.</summary>
    public IReadOnlyList<string> AsksFor => _asksFor ??= Message switch
    {
        Listener listener => [.. References.RouteNames(listener).Distinct()],
        Cluster cluster => References.EndpointName(cluster) is { } endpoints ? [endpoints] : [],
        _ => [],
    };

    public override string ToString() => $"{Type} {Name}";
}
