using System.Collections.Immutable;
using Mesh.Core.Config;
using Mesh.Core.Security.Jwks;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>
/// Configuration to model. Given the model before, it rebuilds only the indexes of the kinds that changed, and every object that did not
/// change keeps its reference.
/// </summary>
public static class ModelBuilder
{
    private const string DefaultRootNamespace = "istio-system";

    public static MeshModel Build(ConfigSet configs, MeshConfig mesh, MeshModel? previous = null) => Build(BuildParts(configs, mesh, previous?.Parts), previous);

    /// <summary>The model of parts that are already built: what remains is to collect the endpoints.</summary>
    public static MeshModel Build(MeshParts parts, MeshModel? previous)
    {
        var before = previous?.Endpoints ?? ImmutableDictionary<string, ServiceEndpoints>.Empty;
        var endpoints = CollectEndpoints(parts, previous);
        var addresses = (previous?.Addresses ?? AddressIndex.Empty).With(
        [
            .. endpoints.Values.Select(x => (Before: before.GetValueOrDefault(x.Host), After: (ServiceEndpoints?)x)).Where(x => !ReferenceEquals(x.Before, x.After)),
            .. before.Values.Where(x => !endpoints.ContainsKey(x.Host)).Select(x => ((ServiceEndpoints?)x, (ServiceEndpoints?)null)),
        ]);
        return new(parts, endpoints, addresses, previous?.Jwks ?? JwksBook.Empty, (previous?.Revision ?? 0) + 1);
    }

    /// <summary>Everything but endpoints.</summary>
    public static MeshParts BuildParts(ConfigSet all, MeshConfig mesh, MeshParts? previous)
    {
        var configs = DiscoveryScope.Narrow(all, mesh, previous);
        var root = mesh.RootNamespace is { Length: > 0 } named ? named : DefaultRootNamespace;
        bool Same(params ReadOnlySpan<ConfigKind> kinds)
        {
            if (previous is null || !ReferenceEquals(previous.Mesh, mesh)) return false;
            foreach (var kind in kinds)
            {
                if (!configs.SameAs(previous.Configs, kind)) return false;
            }
            return true;
        }

        var services = Same(ConfigKind.Service, ConfigKind.ServiceEntry) ? previous!.Services : BuildServices(configs, mesh, previous);
        var virtualServices = Same(ConfigKind.VirtualService) ? previous!.VirtualServices
            : new VirtualServiceIndex(ByAge<VirtualService>(configs, ConfigKind.VirtualService), Defaults(mesh.DefaultVirtualServiceExportTo), previous?.VirtualServices);
        var rules = Same(ConfigKind.DestinationRule) ? previous!.DestinationRules
            : new(ByAge<DestinationRule>(configs, ConfigKind.DestinationRule), Defaults(mesh.DefaultDestinationRuleExportTo), root, previous?.DestinationRules);
        var workloads = Same(ConfigKind.Pod, ConfigKind.Node) ? previous!.Workloads : new(configs);
        var sidecars = Same(ConfigKind.Sidecar) && ReferenceEquals(services, previous!.Services) && ReferenceEquals(virtualServices, previous.VirtualServices)
            && ReferenceEquals(rules, previous.DestinationRules) ? previous.Sidecars
            : new SidecarScopeBuilder(ByAge<Sidecar>(configs, ConfigKind.Sidecar), services, virtualServices, rules, root);
        var peerAuthentications = Same(ConfigKind.PeerAuthentication) ? previous!.PeerAuthentications
            : new PeerAuthenticationIndex(ByAge<PeerAuthentication>(configs, ConfigKind.PeerAuthentication), root);
        var authorization = Same(ConfigKind.AuthorizationPolicy) ? previous!.AuthorizationPolicies
            : new PolicyIndex<AuthorizationPolicy>(ByAge<AuthorizationPolicy>(configs, ConfigKind.AuthorizationPolicy), root, x => x.Selector, x => Targets(x.TargetRef, x.TargetRefs));
        var requests = Same(ConfigKind.RequestAuthentication) ? previous!.RequestAuthentications
            : new PolicyIndex<RequestAuthentication>(ByAge<RequestAuthentication>(configs, ConfigKind.RequestAuthentication), root, x => x.Selector, x => Targets(x.TargetRef, x.TargetRefs));
        var telemetries = Same(ConfigKind.Telemetry) ? previous!.Telemetries : new TelemetryIndex(ByAge<TelemetryConfig>(configs, ConfigKind.Telemetry), root);
        var extensions = Same(ConfigKind.TrafficExtension) ? previous!.TrafficExtensions
            : new PolicyIndex<TrafficExtension>(ByAge<TrafficExtension>(configs, ConfigKind.TrafficExtension), root, x => x.Selector, x => x.TargetRefs ?? []);
        var plugins = Same(ConfigKind.WasmPlugin) ? previous!.WasmPlugins
            : new PolicyIndex<WasmPlugin>(ByAge<WasmPlugin>(configs, ConfigKind.WasmPlugin), root, x => x.Selector, x => Targets(x.TargetRef, x.TargetRefs));
        var gateways = Same(ConfigKind.Gateway) ? previous!.Gateways : ByAge<GatewayConfig>(configs, ConfigKind.Gateway);
        var networkGateways = previous is not null && ReferenceEquals(previous.Mesh, mesh) && ReferenceEquals(services, previous.Services) && ReferenceEquals(workloads, previous.Workloads)
            ? previous.NetworkGateways
            : NetworkGateways.Of(services, workloads, mesh.Networks);
        return new(all, configs, mesh, root, services, virtualServices, rules, sidecars, workloads, peerAuthentications, authorization, requests, telemetries, extensions, plugins, gateways, networkGateways);
    }

    private static IEnumerable<PolicyTargetReference> Targets(PolicyTargetReference? one, ValueList<PolicyTargetReference>? several) => one is null ? several ?? [] : [one, .. several ?? []];

    /// <summary>The oldest first; equal ages by name, then by namespace.</summary>
    public static IReadOnlyList<ConfigObject<TSpec>> ByAge<TSpec>(ConfigSet configs, ConfigKind kind) where TSpec : class =>
    [
        .. configs.All<TSpec>(kind)
            .OrderBy(x => x.Meta.Created)
            .ThenBy(x => x.Name, StringComparer.Ordinal)
            .ThenBy(x => x.Namespace, StringComparer.Ordinal),
    ];

    private static IReadOnlyList<string> Defaults(ValueList<string>? exportTo) => exportTo is { Count: > 0 } ? exportTo : [Visibility.Public];

    private static ServiceIndex BuildServices(ConfigSet configs, MeshConfig mesh, MeshParts? previous)
    {
        var sameMesh = previous is not null && ReferenceEquals(previous.Mesh, mesh);
        var known = sameMesh ? previous!.Services.All.ToLookup(x => x.Origin) : null;
        IEnumerable<Service> Reuse<TSpec>(ConfigObject<TSpec> config, Func<IEnumerable<Service>> convert) where TSpec : class =>
            known is not null && ReferenceEquals(previous!.Configs.Find<TSpec>(config.Kind, config.Namespace, config.Name), config) ? known[config.Key] : convert();

        return new(
        [
            .. configs.All<ServiceSpec>(ConfigKind.Service).SelectMany(x => Reuse(x, () => [KubernetesServices.Convert(x, mesh)])),
            .. configs.All<ServiceEntry>(ConfigKind.ServiceEntry).SelectMany(x => Reuse(x, () => ServiceEntryServices.Convert(x, mesh))),
        ]);
    }

    /// <summary>Endpoints that say the same as before keep their reference, so that nobody is told of them again.</summary>
    private static ImmutableDictionary<string, ServiceEndpoints> CollectEndpoints(MeshParts parts, MeshModel? previous)
    {
        var before = previous?.Endpoints ?? ImmutableDictionary<string, ServiceEndpoints>.Empty;
        if (previous is not null && SameInputs(parts, previous.Parts)) return before;
        var collector = new EndpointCollector(parts.Configs, parts.Mesh, parts.Services, parts.Workloads);
        var builder = ImmutableDictionary.CreateBuilder<string, ServiceEndpoints>();
        foreach (var host in parts.Services.All.Select(x => x.Host).Distinct())
        {
            var found = collector.Collect(host);
            builder[host] = before.TryGetValue(host, out var known) && known.All.SequenceEqual(found.All) ? known : found;
        }
        return builder.ToImmutable();
    }

    private static bool SameInputs(MeshParts parts, MeshParts previous) =>
        ReferenceEquals(parts.Services, previous.Services) && ReferenceEquals(parts.Workloads, previous.Workloads) && ReferenceEquals(parts.Mesh, previous.Mesh)
        && parts.Configs.SameAs(previous.Configs, ConfigKind.EndpointSlice)
        && parts.Configs.SameAs(previous.Configs, ConfigKind.Endpoints)
        && parts.Configs.SameAs(previous.Configs, ConfigKind.WorkloadEntry);
}
