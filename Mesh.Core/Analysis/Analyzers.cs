using Mesh.Core.Analysis.Cluster;
using Mesh.Core.Analysis.DestinationRules;
using Mesh.Core.Analysis.EnvoyFilters;
using Mesh.Core.Analysis.Gateways;
using Mesh.Core.Analysis.Policies;
using Mesh.Core.Analysis.ServiceEntries;
using Mesh.Core.Analysis.Services;
using Mesh.Core.Analysis.Sidecars;
using Mesh.Core.Analysis.Telemetry;
using Mesh.Core.Analysis.VirtualServices;
using Mesh.Core.Analysis.Workloads;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis;

/// <summary>The table of analyzers.</summary>
public static class Analyzers
{
    public static readonly ValueList<Analyzer> All =
    [
        // VirtualServices
        new GatewayReferences(),
        new DestinationHosts(),
        new DestinationSubsets(),
        new ConflictingMeshHosts(),
        new MeshHosts(),
        new SharedGatewayHosts(),
        new Delegates(),
        new ClaimRoutes(),
        new DeprecatedFaults(),
        // DestinationRules
        new RuleHosts(),
        new EmptySubsets(),
        new OverlappingRules(),
        new MtlsConflicts(),
        new UnverifiedServers(),
        // Gateways
        new ConflictingServers(),
        new Credentials(),
        new DuplicateCertificates(),
        new GatewayPorts(),
        new UnusedServers(),
        // ServiceEntries and Services
        new RequiredAddresses(),
        new ConflictingProtocols(),
        new ConflictingListeners(),
        new DuplicateHosts(),
        new PortNames(),
        new SharedWorkloads(),
        // Sidecars
        new ConflictingSidecars(),
        new EgressHosts(),
        new IgnoredEgressProxy(),
        // Policies
        new PolicyReferences(),
        new PolicyTargets(),
        new PeerIdentities(),
        new ProtocolsOfRules(),
        new TokenRules(),
        new WithoutSidecar(),
        new DuplicatePeerAuthentications(),
        // Telemetry and EnvoyFilters
        new MissingProviders(),
        new ConflictingTelemetries(),
        new PatchOperations(),
        new AbsentFilters(),
        // Workloads and namespaces
        new WorkloadSelectors(),
        new NamespaceInjection(),
        new PodSidecars(),
        new Annotations(),
        new ExportedTo(),
        // What the cluster runs beside the mesh
        new WebhookAddresses(),
        new TokenKeyNetworks(),
        new GatewayApiVersions(),
    ];
}
