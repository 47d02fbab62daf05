using System.Collections.Frozen;
using System.Reflection;

namespace Mesh.Core.Config.Validation;

/// <summary>Every code that a document or an object may be given. docs/analysis.md lists them, and a test keeps it true.</summary>
public static class FindingCodes
{
    public static readonly FindingCode InternalError = Warning("IST0001", "InternalError", "a check that failed, which is a fault of ActorMesh");
    public static readonly FindingCode Deprecated = Warning("IST0002", "Deprecated", "a setting that is ignored, or is about to be");
    public static readonly FindingCode ReferenceNotFound = Error("IST0101", "ReferencedResourceNotFound", "a name of something that does not exist: a host, a subset, a gateway, a credential, a provider");
    public static readonly FindingCode NamespaceNotInjected = Info("IST0102", "NamespaceNotInjected", "a namespace with pods whose labels do not say whether they get sidecars");
    public static readonly FindingCode PodMissingProxy = Warning("IST0103", "PodMissingProxy", "pods without a sidecar where the namespace asks for one");
    public static readonly FindingCode SchemaError = Error("IST0106", "SchemaValidationError", "a document that Istio refuses");
    public static readonly FindingCode MisplacedAnnotation = Warning("IST0107", "MisplacedAnnotation", "an annotation of Istio's on a kind that it means nothing to");
    public static readonly FindingCode UnknownAnnotation = Warning("IST0108", "UnknownAnnotation", "an annotation of Istio's that nobody knows");
    public static readonly FindingCode ConflictingMeshHosts = Error("IST0109", "ConflictingMeshGatewayVirtualServiceHosts", "several VirtualServices for one host on the sidecars");
    public static readonly FindingCode ConflictingSidecars = Error("IST0110", "ConflictingSidecarWorkloadSelectors", "several Sidecars that select one workload");
    public static readonly FindingCode SeveralDefaultSidecars = Error("IST0111", "MultipleSidecarsWithoutWorkloadSelectors", "several Sidecars for a whole namespace");
    public static readonly FindingCode DestinationPortRequired = Error("IST0112", "VirtualServiceDestinationPortSelectorRequired", "a destination without a port, where the service has several");
    public static readonly FindingCode MtlsConflict = Error("IST0113", "MTLSPolicyConflict", "clients and servers that disagree about mutual TLS");
    public static readonly FindingCode ProtocolsOfOnePort = Warning("IST0116", "DeploymentAssociatedToMultipleServices", "services of one workload with different protocols on one port");
    public static readonly FindingCode PortName = Info("IST0118", "PortNameIsNotUnderNamingConvention", "a port whose name does not say its protocol");
    public static readonly FindingCode JwtOnTcpPort = Warning("IST0119", "JwtFailureDueToInvalidServicePortPrefix", "a RequestAuthentication for ports that carry no HTTP");
    public static readonly FindingCode SeveralInjectionLabels = Warning("IST0123", "NamespaceMultipleInjectionLabels", "labels of a namespace that contradict each other about sidecars");
    public static readonly FindingCode InvalidAnnotation = Warning("IST0125", "InvalidAnnotation", "an annotation whose value cannot be read");
    public static readonly FindingCode NoMatchingWorkloads = Warning("IST0127", "NoMatchingWorkloadsFound", "a selector that selects no workload");
    public static readonly FindingCode NoServerVerification = Warning("IST0128", "NoServerCertificateVerificationDestinationLevel", "TLS to a server whose certificate nobody checks");
    public static readonly FindingCode NoServerVerificationOnPort = Warning("IST0129", "NoServerCertificateVerificationPortLevel", "the same for one port");
    public static readonly FindingCode UnreachableRule = Warning("IST0130", "VirtualServiceUnreachableRule", "a route that no request can reach");
    public static readonly FindingCode IneffectiveMatch = Info("IST0131", "VirtualServiceIneffectiveMatch", "a match that an earlier one covers");
    public static readonly FindingCode HostNotInGateway = Warning("IST0132", "VirtualServiceHostNotFoundInGateway", "a VirtualService none of whose hosts its gateway serves");
    public static readonly FindingCode SchemaWarning = Warning("IST0133", "SchemaWarning", "a document that Istio takes with a warning");
    public static readonly FindingCode AddressesRequired = Warning("IST0134", "ServiceEntryAddressesRequired", "a TCP port of a ServiceEntry without addresses, which takes all traffic of that port");
    public static readonly FindingCode DeprecatedAnnotation = Info("IST0135", "DeprecatedAnnotation", "an annotation that is about to go");
    public static readonly FindingCode PortsOfOneTarget = Warning("IST0137", "DeploymentConflictingPorts", "services of one workload with different ports on one target port");
    public static readonly FindingCode DuplicateCertificate = Warning("IST0138", "GatewayDuplicateCertificate", "one certificate in several Gateways of a workload: browsers re-use the wrong connection");
    public static readonly FindingCode InvalidWebhook = Error("IST0139", "InvalidWebhook", "a webhook of Istio's whose service does not exist");
    public static readonly FindingCode ReservedUser = Warning("IST0144", "InvalidApplicationUID", "an application that runs as the sidecar's own user, and so around the sidecar");
    public static readonly FindingCode ConflictingGateways = Error("IST0145", "ConflictingGateways", "servers of several Gateways with one workload, port and host");
    public static readonly FindingCode AutoImageTemplate = Warning("IST0146", "ImageAutoWithoutInjectionWarning", "a pod template with image: auto that gets no sidecar");
    public static readonly FindingCode AutoImagePod = Error("IST0147", "ImageAutoWithoutInjectionError", "a pod with image: auto that gets no sidecar");
    public static readonly FindingCode ClaimsWithoutAuthentication = Error("IST0149", "JwtClaimBasedRoutingWithoutRequestAuthN", "routes by a token's claims at gateways that check no tokens");
    public static readonly FindingCode ExternalNamePort = Warning("IST0150", "ExternalNameServiceTypeInvalidPortName", "an ExternalName service whose port is TCP, or does not say");
    public static readonly FindingCode RelativeFilter = Warning("IST0151", "EnvoyFilterUsesRelativeOperation", "an EnvoyFilter that depends on what others put there, without a priority");
    public static readonly FindingCode WrongReplace = Error("IST0152", "EnvoyFilterUsesReplaceOperationIncorrectly", "REPLACE of what cannot be replaced");
    public static readonly FindingCode WrongAdd = Error("IST0153", "EnvoyFilterUsesAddOperationIncorrectly", "ADD to what nothing can be added to");
    public static readonly FindingCode WrongRemove = Error("IST0154", "EnvoyFilterUsesRemoveOperationIncorrectly", "REMOVE of what cannot be removed");
    public static readonly FindingCode RelativeFilterByVersion = Warning("IST0155", "EnvoyFilterUsesRelativeOperationWithProxyVersion", "the same as IST0151, for some versions of proxies only");
    public static readonly FindingCode TelemetryWithoutProviders = Warning("IST0157", "InvalidTelemetryProvider", "access logging that names no provider, where the mesh has no default one");
    public static readonly FindingCode ConflictingTelemetries = Error("IST0159", "ConflictingTelemetryWorkloadSelectors", "several Telemetries that select one workload");
    public static readonly FindingCode SeveralDefaultTelemetries = Error("IST0160", "MultipleTelemetriesWithoutWorkloadSelectors", "several Telemetries for a whole namespace");
    public static readonly FindingCode InvalidCredential = Error("IST0161", "InvalidGatewayCredential", "a Secret that a gateway cannot use");
    public static readonly FindingCode GatewayPortNotOnService = Warning("IST0162", "GatewayPortNotDefinedOnService", "a port of a Gateway that its workload's Service does not have");
    public static readonly FindingCode ExternalAddressInvalid = Warning("IST0163", "InvalidExternalControlPlaneConfig", "a webhook's address that cannot work");
    public static readonly FindingCode ExternalAddressIsIp = Info("IST0164", "ExternalControlPlaneAddressIsNotAHostname", "a webhook's address that is an IP address");
    public static readonly FindingCode InternalGateway = Warning("IST0165", "ReferencedInternalGateway", "a VirtualService that names what a controller made of a Kubernetes Gateway");
    public static readonly FindingCode IneffectiveSelector = Warning("IST0166", "IneffectiveSelector", "a policy that selects the workload of a Kubernetes Gateway, where only targetRefs count");
    public static readonly FindingCode IneffectivePolicy = Warning("IST0167", "IneffectivePolicy", "a policy that changes nothing");
    public static readonly FindingCode SubsetWithoutPods = Error("IST0173", "DestinationRuleSubsetNotSelectPods", "a subset that no workload of the service is in");
    public static readonly FindingCode UnknownRuleHost = Warning("IST0174", "UnknownDestinationRuleHost", "a DestinationRule for a host that the mesh does not know");
    public static readonly FindingCode JwksNetworks = Warning("IST0175", "BlockedCIDRsNotConfigured", "a control plane that fetches token keys from anywhere");
    public static readonly FindingCode GatewayApiVersion = Warning("IST0176", "GatewayAPIVersionTooOld", "Gateway API definitions that are too old");
    public static readonly FindingCode ConflictingEntryProtocols = Warning("IST0177", "ConflictingServiceEntryProtocols", "ServiceEntries with one host and port and different protocols");

    public static readonly FindingCode OverlappingGatewayHosts = Info("AM0101", "SharedGatewayHost", "several VirtualServices for one host of a gateway: their routes merge, the older one's first");
    public static readonly FindingCode UnknownMeshHost = Warning("AM0102", "VirtualServiceForNobody", "a VirtualService of the sidecars for a host that no client can call");
    public static readonly FindingCode WrongRouteProtocol = Warning("AM0103", "RouteOfAnotherProtocol", "http routes for a service without an HTTP port, or tcp routes for one that has no other");
    public static readonly FindingCode DelegateUnused = Info("AM0104", "DelegateOfNobody", "a VirtualService without hosts that no other delegates to");
    public static readonly FindingCode DelegateMismatch = Warning("AM0105", "DelegateNeverMatches", "a delegate whose matches contradict those of the route that delegates to it");
    public static readonly FindingCode HiddenDestination = Warning("AM0106", "DestinationNotVisible", "a destination that is not exported to the namespace of the VirtualService");
    public static readonly FindingCode MergedRules = Warning("AM0201", "ConflictingDestinationRules", "several DestinationRules for one host, and which settings of them count");
    public static readonly FindingCode UnusedGateway = Info("AM0301", "GatewayWithoutRoutes", "a server of a Gateway that no VirtualService routes from: it answers 404");
    public static readonly FindingCode LosingServer = Warning("AM0302", "ServerLeftOut", "a server of a Gateway that loses its port to an older one of another protocol");
    public static readonly FindingCode ShadowedHost = Warning("AM0401", "HostDefinedTwice", "a host that several objects define, and which of them counts");
    public static readonly FindingCode ConflictingListeners = Warning("AM0402", "ConflictingListeners", "services without addresses that want one port for different protocols");
    public static readonly FindingCode UnknownEgressHost = Warning("AM0501", "EgressHostOfNothing", "a host of a Sidecar's egress that imports nothing");
    public static readonly FindingCode DuplicatePolicy = Warning("AM0601", "DuplicatePolicy", "several PeerAuthentications of one scope, of which only the oldest counts");
    public static readonly FindingCode PrincipalsWithoutMtls = Warning("AM0602", "IdentityWithoutMutualTls", "an AuthorizationPolicy that asks who calls, where callers need not say it");
    public static readonly FindingCode HttpRuleOnTcpPort = Warning("AM0603", "HttpRuleOnTcpPort", "an AuthorizationPolicy that asks for what only HTTP has, on ports that carry no HTTP");
    public static readonly FindingCode ClaimsWithoutJwt = Warning("AM0604", "TokenRuleWithoutAuthentication", "an AuthorizationPolicy that asks for a token where no RequestAuthentication checks one");
    public static readonly FindingCode PolicyWithoutSidecar = Warning("AM0605", "PolicyWithoutSidecar", "a policy for workloads that have no sidecar to enforce it");
    public static readonly FindingCode AbsentFilter = Warning("AM0701", "PatchOfAbsentFilter", "an EnvoyFilter that is placed by a filter which is not there");

    private static readonly FrozenDictionary<string, FindingCode> ById = typeof(FindingCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(x => x.FieldType == typeof(FindingCode))
        .Select(x => (FindingCode)x.GetValue(null)!)
        .ToFrozenDictionary(x => x.Id);

    /// <summary>In order of their ids.</summary>
    public static IEnumerable<FindingCode> All => ById.Values.OrderBy(x => x.IsIstio ? 0 : 1).ThenBy(x => x.Id, StringComparer.Ordinal);

    public static FindingCode? Find(string id) => ById.GetValueOrDefault(id);

    private static FindingCode Info(string id, string name, string summary) => new(id, name, FindingLevel.Info, summary);

    private static FindingCode Warning(string id, string name, string summary) => new(id, name, FindingLevel.Warning, summary);

    private static FindingCode Error(string id, string name, string summary) => new(id, name, FindingLevel.Error, summary);
}
