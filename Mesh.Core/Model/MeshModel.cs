using System.Collections.Immutable;
using Mesh.Core.Config;
using Mesh.Core.Security.Jwks;

namespace Mesh.Core.Model;

/// <summary>
/// The whole mesh at one revision: immutable, indexed, the only input of translation besides the proxy. Parts that a change did not touch are
/// the very objects of the revision before.
/// </summary>
public sealed class MeshModel
{
    internal MeshModel(MeshParts parts, ImmutableDictionary<string, ServiceEndpoints> endpoints, AddressIndex addresses, JwksBook jwks, long revision)
    {
        Parts = parts;
        Endpoints = endpoints;
        Addresses = addresses;
        Jwks = jwks;
        Revision = revision;
    }

    /// <summary>Grows with each change.</summary>
    public long Revision { get; }

    public MeshConfig Mesh => Parts.Mesh;

    public ConfigSet Configs => Parts.Configs;

    public ServiceIndex Services => Parts.Services;

    public VirtualServiceIndex VirtualServices => Parts.VirtualServices;

    public DestinationRuleIndex DestinationRules => Parts.DestinationRules;

    public WorkloadIndex Workloads => Parts.Workloads;

    public PeerAuthenticationIndex PeerAuthentications => Parts.PeerAuthentications;

    public PolicyIndex<AuthorizationPolicy> AuthorizationPolicies => Parts.AuthorizationPolicies;

    public PolicyIndex<RequestAuthentication> RequestAuthentications => Parts.RequestAuthentications;

    public TelemetryIndex Telemetries => Parts.Telemetries;

    public PolicyIndex<TrafficExtension> TrafficExtensions => Parts.TrafficExtensions;

    public PolicyIndex<WasmPlugin> WasmPlugins => Parts.WasmPlugins;

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<ConfigObject<GatewayConfig>> Gateways => Parts.Gateways;

    /// <summary>The ways into other networks.</summary>
    public NetworkGateways NetworkGateways => Parts.NetworkGateways;

    /// <summary>Everything but endpoints. One object as long as only endpoints change.</summary>
    public MeshParts Parts { get; }

    /// <summary>By host.</summary>
    public ImmutableDictionary<string, ServiceEndpoints> Endpoints { get; }

    /// <summary>Hosts by the addresses of their endpoints.</summary>
    public AddressIndex Addresses { get; }

    /// <summary>Keys of the issuers of tokens that policies name by address.</summary>
    public JwksBook Jwks { get; }

    public string RootNamespace => Parts.RootNamespace;

    public ServiceEndpoints EndpointsOf(string host) => Endpoints.GetValueOrDefault(host) ?? ServiceEndpoints.None(host);

    /// <summary>Computed once per Sidecar (or per namespace without one), shared by the proxies that it selects.</summary>
    public SidecarScope ScopeOf(Proxy proxy) => Parts.Sidecars.ScopeOf(proxy);

    /// <summary>The next revision, where only endpoints of these hosts differ.</summary>
    public MeshModel WithEndpoints(IReadOnlyCollection<ServiceEndpoints> changed) => new(
        Parts,
        Endpoints.SetItems(changed.Select(x => KeyValuePair.Create(x.Host, x))),
        Addresses.With(changed.Select(x => (Endpoints.GetValueOrDefault(x.Host), (ServiceEndpoints?)x))),
        Jwks,
        Revision + 1);

    /// <summary>The next revision, where only keys differ; itself where none do.</summary>
    public MeshModel WithJwks(JwksBook jwks) => ReferenceEquals(jwks, Jwks) ? this : new(Parts, Endpoints, Addresses, jwks, Revision + 1);

    /// <summary>The same mesh under a later revision: one that was built aside while endpoints went on to change must still count as newer.</summary>
    public MeshModel At(long revision) => new(Parts, Endpoints, Addresses, Jwks, revision);
}

/// <summary>What a <see cref="MeshModel"/> is made of, besides endpoints.</summary>
/// <param name="AllConfigs">Also of namespaces that discovery leaves out.</param>
/// <param name="Configs">What the mesh is made of.</param>
public sealed record MeshParts(
    ConfigSet AllConfigs,
    ConfigSet Configs,
    MeshConfig Mesh,
    string RootNamespace,
    ServiceIndex Services,
    VirtualServiceIndex VirtualServices,
    DestinationRuleIndex DestinationRules,
    SidecarScopeBuilder Sidecars,
    WorkloadIndex Workloads,
    PeerAuthenticationIndex PeerAuthentications,
    PolicyIndex<AuthorizationPolicy> AuthorizationPolicies,
    PolicyIndex<RequestAuthentication> RequestAuthentications,
    TelemetryIndex Telemetries,
    PolicyIndex<TrafficExtension> TrafficExtensions,
    PolicyIndex<WasmPlugin> WasmPlugins,
    IReadOnlyList<ConfigObject<GatewayConfig>> Gateways,
    NetworkGateways NetworkGateways)
{
    public bool Equals(MeshParts? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
