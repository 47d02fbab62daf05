using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Reads a user's MeshConfig and lays it over the defaults, as istiod does.</summary>
public static class MeshConfigReader
{
    /// <summary>Where a ConfigMap holds it.</summary>
    public const string ConfigMapKey = "mesh";

    /// <summary>The ConfigMap that holds the mesh's settings; a revision of the control plane has its own.</summary>
    public static ConfigKey ConfigMapOf(string rootNamespace, string revision = "") =>
        new(ConfigKind.ConfigMap, rootNamespace, revision is "" or "default" ? "istio" : $"istio-{revision}");

    public static RecordReading<MeshConfig> Read(string text)
    {
        var reading = RecordReader.Read<MeshConfig>(text, skipUnknown: false, MeshConfigValidator.Validate);
        return reading.Value is { } user ? new(Merge(MeshConfig.Default, user), []) : reading;
    }

    /// <summary>A ConfigMap without the key says nothing: the defaults hold.</summary>
    public static RecordReading<MeshConfig> Read(ConfigObject<ConfigMapObject> configMap)
    {
        if (configMap.Spec.Data is not { } data || !data.TryGetValue(ConfigMapKey, out var text)) return new(MeshConfig.Default, []);
        var reading = Read(text);
        return reading with { Errors = reading.Errors.Select(x => Inside(configMap, ConfigMapKey, x)).ToValueList() };
    }

    /// <summary>
    /// A field that the user writes replaces the default's, with these exceptions: defaultConfig and defaultProviders go field by field,
    /// proxyMetadata key by key, extensionProviders by name, and trustDomainAliases add up.
    /// </summary>
    public static MeshConfig Merge(MeshConfig defaults, MeshConfig user) => Overlay.Of(defaults, user) with
    {
        DefaultConfig = Merge(defaults.DefaultConfig ?? new(), user.DefaultConfig ?? new()),
        DefaultProviders = Overlay.Of(defaults.DefaultProviders ?? new(), user.DefaultProviders),
        ExtensionProviders = Providers(defaults.ExtensionProviders ?? [], user.ExtensionProviders ?? []),
        TrustDomainAliases = (defaults.TrustDomainAliases ?? []).Concat(user.TrustDomainAliases ?? []).Distinct().Order(StringComparer.Ordinal).ToValueList(),
    };

    /// <summary>As for the mesh's defaultConfig, so for the annotation proxy.istio.io/config over it.</summary>
    public static ProxyConfig Merge(ProxyConfig defaults, ProxyConfig user) => Overlay.Of(defaults, user) with
    {
        ProxyMetadata = user.ProxyMetadata is { } own ? ValueMap<string>.From([.. defaults.ProxyMetadata ?? ValueMap<string>.Empty, .. own]) : defaults.ProxyMetadata,
    };

    private static ValueList<ExtensionProvider> Providers(ValueList<ExtensionProvider> defaults, ValueList<ExtensionProvider> user)
    {
        var merged = defaults.ToList();
        foreach (var provider in user)
        {
            var at = merged.FindIndex(x => x.Name == provider.Name);
            if (at < 0) merged.Add(provider);
            else merged[at] = provider;
        }
        return merged.ToValueList();
    }

    internal static ConfigError Inside(ConfigObject<ConfigMapObject> configMap, string key, ConfigError error)
    {
        var field = error.Field.Length == 0 ? "" : $".{error.Field}";
        return new($"data.{key}{field}", $"{error.Reason} (line {error.Line} of the text)", configMap.Source.Line);
    }
}
