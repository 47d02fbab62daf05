using Mesh.Core.Analysis.Cluster;
using Mesh.Core.Analysis.DestinationRules;
using Mesh.Core.Analysis.EnvoyFilters;
using Mesh.Core.Analysis.Gateways;
using Mesh.Core.Analysis.ServiceEntries;
using Mesh.Core.Analysis.Sidecars;
using Mesh.Core.Analysis.Telemetry;
using Mesh.Core.Analysis.VirtualServices;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis;

/// <summary>The table of analyzers.</summary>
public static class Analyzers
{
    public static readonly ValueList<Analyzer> All =
    [
        new GatewayReferences(),
        new DestinationSubsets(),
        new ConflictingMeshHosts(),
        new DeprecatedFaults(),
        new UnverifiedServers(),
        new DuplicateCertificates(),
        new RequiredAddresses(),
        new ConflictingProtocols(),
        new ConflictingSidecars(),
        new IgnoredEgressProxy(),
        new MissingProviders(),
        new ConflictingTelemetries(),
        new PatchOperations(),
        new WebhookAddresses(),
        new TokenKeyNetworks(),
        new GatewayApiVersions(),
    ];
}
