using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf.Collections;

namespace Mesh.Core.Xds;

/// <summary>A request of either variant, under one set of names.</summary>
/// <param name="Stated">resource_names: all that the client wants; state of the world only.</param>
/// <param name="Version">version_info; state of the world only.</param>
/// <param name="Versions">initial_resource_versions; delta only.</param>
internal sealed record StreamRequest(
    string TypeUrl,
    Node? Node,
    string Nonce,
    Google.Rpc.Status? Error,
    IReadOnlyList<string> Stated,
    IReadOnlyCollection<string> Subscribe,
    IReadOnlyCollection<string> Unsubscribe,
    string Version,
    IReadOnlyDictionary<string, string> Versions,
    bool HasParameters)
{
    private static readonly Dictionary<string, string> NoVersions = [];

    public static StreamRequest Of(DiscoveryRequest request) => new(
        request.TypeUrl,
        request.Node,
        request.ResponseNonce,
        request.ErrorDetail,
        Stated: With(request.ResourceNames, request.ResourceLocators),
        Subscribe: [],
        Unsubscribe: [],
        request.VersionInfo,
        NoVersions,
        HaveParameters(request.ResourceLocators));

    public static StreamRequest Of(DeltaDiscoveryRequest request) => new(
        request.TypeUrl,
        request.Node,
        request.ResponseNonce,
        request.ErrorDetail,
        Stated: [],
        Subscribe: With(request.ResourceNamesSubscribe, request.ResourceLocatorsSubscribe),
        Unsubscribe: With(request.ResourceNamesUnsubscribe, request.ResourceLocatorsUnsubscribe),
        Version: "",
        request.InitialResourceVersions.Count == 0 ? NoVersions : new Dictionary<string, string>(request.InitialResourceVersions, StringComparer.Ordinal),
        HaveParameters(request.ResourceLocatorsSubscribe) || HaveParameters(request.ResourceLocatorsUnsubscribe));

    /// <summary>A locator without parameters is a name (TP2).</summary>
    private static IReadOnlyList<string> With(RepeatedField<string> names, IReadOnlyCollection<ResourceLocator> locators) =>
        locators.Count == 0 ? names : [.. names, .. locators.Select(x => x.Name)];

    private static bool HaveParameters(IEnumerable<ResourceLocator> locators) => locators.Any(x => x.DynamicParameters.Count > 0);
}
