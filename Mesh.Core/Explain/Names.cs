using Mesh.Core.Config;

namespace Mesh.Core.Explain;

/// <summary>Objects as people name them to the tool: <c>virtualservice/default/reviews</c>.</summary>
internal static class Names
{
    public static string Of(ConfigKey key) =>
        key.Namespace.Length == 0 ? $"{key.Kind.ToString().ToLowerInvariant()}/{key.Name}" : $"{key.Kind.ToString().ToLowerInvariant()}/{key.Namespace}/{key.Name}";

    public static IReadOnlyList<string> Of(IEnumerable<ConfigKey> keys) => [.. keys.Order().Select(Of).Distinct()];

    /// <summary>The object that Istio's metadata of a route or cluster names, <c>/apis/GROUP/VERSION/namespaces/NS/KIND/NAME</c>; null when it names none.</summary>
    public static string? OfMetadata(Envoy.Config.Core.V3.Metadata? metadata)
    {
        if (metadata is null || !metadata.FilterMetadata.TryGetValue("istio", out var istio) || !istio.Fields.TryGetValue("config", out var config)) return null;
        return config.StringValue.Split('/') is [.., "namespaces", var ns, var kind, var name] ? $"{kind.Replace("-", "", StringComparison.Ordinal)}/{ns}/{name}" : null;
    }
}
