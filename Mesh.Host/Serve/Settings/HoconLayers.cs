using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace Mesh.Serve.Settings;

/// <summary>
/// The settings in layers: environment over profile over mesh.conf and akka.conf. Laid over each other here and not by HOCON itself, whose
/// <c>${?ENV}</c> does not read the environment and loses the value before it, and whose <c>include</c> throws.
/// </summary>
public static class HoconLayers
{
    private static readonly string[] Base = ["mesh", "akka"];

    /// <param name="folder">Where the files are.</param>
    /// <param name="environment">The value of a variable; null when it is not set.</param>
    public static Config Load(string folder, string profile, Func<string, string?> environment)
    {
        var layers = Base.Select(name => Read(folder, name)).ToList();
        var environmentLayer = FromEnvironment(layers.SelectMany(KeysOf), environment);
        layers.Insert(0, Read(folder, profile));
        layers.Insert(0, environmentLayer);
        return layers.Aggregate((above, below) => above.WithFallback(below));
    }

    /// <summary>mesh.xds.outbox-capacity is MESH_XDS_OUTBOX_CAPACITY.</summary>
    public static string VariableOf(string key) => key.Replace('.', '_').Replace('-', '_').ToUpperInvariant();

    private static Config FromEnvironment(IEnumerable<string> keys, Func<string, string?> environment)
    {
        var lines = from key in keys
                    let value = environment(VariableOf(key))
                    where value is not null
                    select $"{key} = \"{value.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
        return ConfigurationFactory.ParseString(string.Join('\n', lines));
    }

    private static Config Read(string folder, string name)
    {
        var path = Path.Combine(folder, name + ".conf");
        if (!File.Exists(path))
        {
            var known = Directory.Exists(folder) ? string.Join(", ", Directory.GetFiles(folder, "*.conf").Select(Path.GetFileNameWithoutExtension).Except(Base).Order()) : "none";
            throw new SettingException("profile", $"there is no {path}; known profiles: {known}");
        }
        try
        {
            return ConfigurationFactory.ParseString(File.ReadAllText(path));
        }
        catch (Exception e) when (e is not IOException)
        {
            throw new SettingException(path, $"is no HOCON: {e.Message}");
        }
    }

    private static IEnumerable<string> KeysOf(Config config) => KeysOf(config.Root, "");

    private static IEnumerable<string> KeysOf(HoconValue value, string prefix) => value.IsObject()
        ? value.GetObject().Items.SelectMany(x => KeysOf(x.Value, prefix.Length == 0 ? x.Key : $"{prefix}.{x.Key}"))
        : [prefix];
}
