using System.Security.Cryptography;
using System.Text;
using Akka.Configuration;
using Mesh.Core.Values;
using Mesh.Persistence.Store;

namespace Mesh.Serve.Settings;

/// <summary>Reads mesh.store.</summary>
internal static class StoreSettings
{
    private const string Key = "mesh.store";

    public static StoreOptions From(Config config, ServeOptions options)
    {
        var redis = NullIfEmpty(options.Redis ?? config.Text($"{Key}.redis"));
        var data = NullIfEmpty(options.DataDirectory ?? config.Text($"{Key}.data"));
        if (redis is not null && data is not null) throw new SettingException($"{Key}.data", "is the directory of the store in this process, and there is none when a Redis is named: leave one of the two out");
        return new(
            redis is null ? null : new SecretText(redis),
            data,
            DefaultDirectory(options),
            config.Text($"{Key}.key-prefix"),
            config.Duration($"{Key}.connect-timeout"),
            config.Duration($"{Key}.command-timeout"),
            config.Duration($"{Key}.longest-back-off"),
            new(
                PowerOfTwo(config, $"{Key}.embedded.memory", 16 << 20),
                PowerOfTwo(config, $"{Key}.embedded.log-limit", 32 << 20),
                config.Switch($"{Key}.embedded.wait-for-disk")));
    }

    /// <summary>One for each configuration that a user serves, where programs keep what they would rather not lose.</summary>
    private static string DefaultDirectory(ServeOptions options)
    {
        var state = NullIfEmpty(Environment.GetEnvironmentVariable("XDG_STATE_HOME"))
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        var served = string.Join('\n', options.ConfigPaths.Select(Path.GetFullPath).Order(StringComparer.Ordinal));
        var name = options.ConfigPaths.Count > 0 ? Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.ConfigPaths[0]))) : "mesh";
        return Path.Combine(state, "actormesh", $"{name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(served)).AsSpan(0, 4))}");
    }

    private static long PowerOfTwo(Config config, string key, long least)
    {
        var size = config.Bytes(key);
        return long.IsPow2(size) && size >= least
            ? size
            : throw new SettingException(key, $"\"{config.Text(key)}\" must be a power of two of at least {least >> 20} MiB, for example 64 MiB");
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
