using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Actors.Config;

/// <summary>A Kubernetes Service by namespace and name.</summary>
public readonly record struct ServiceName(string Namespace, string Name);

/// <summary>Tells changes of endpoints, which come by the minute and touch one host, from all others.</summary>
public static class EndpointChanges
{
    public static bool AreOnly(IEnumerable<ConfigObject> applied, IEnumerable<ConfigKey> removed) =>
        applied.All(x => IsEndpoints(x.Kind)) && removed.All(x => IsEndpoints(x.Kind));

    /// <summary>Services whose endpoints may differ: those that a slice names now, and those that it named before.</summary>
    public static ValueList<ServiceName> Touched(ConfigSet before, IReadOnlyList<ConfigObject> applied, IReadOnlyList<ConfigKey> removed)
    {
        var names = new List<ServiceName>();
        foreach (var item in applied)
        {
            Add(item);
            Add(Known(item.Key));
        }
        foreach (var key in removed) Add(Known(key));
        return names.Distinct().ToValueList();

        ConfigObject? Known(ConfigKey key) => key.Kind switch
        {
            ConfigKind.EndpointSlice => before.Find<EndpointSlice>(key.Kind, key.Namespace, key.Name),
            ConfigKind.Endpoints => before.Find<Endpoints>(key.Kind, key.Namespace, key.Name),
            _ => null,
        };

        void Add(ConfigObject? item)
        {
            if (item is ConfigObject<EndpointSlice> slice && EndpointCollector.ServiceOf(slice) is { } owner) names.Add(new(owner.Namespace, owner.Name));
            // Endpoints carry the name of their service.
            if (item is ConfigObject<Endpoints>) names.Add(new(item.Namespace, item.Name));
        }
    }

    private static bool IsEndpoints(ConfigKind kind) => kind is ConfigKind.EndpointSlice or ConfigKind.Endpoints;
}
