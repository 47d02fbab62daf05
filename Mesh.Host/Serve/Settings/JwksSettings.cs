using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Configuration;
using Mesh.Actors.Jwks;
using Mesh.Core.Security.Jwks;
using Mesh.Core.Values;
using Mesh.Gateway.Jwks;

namespace Mesh.Serve.Settings;

/// <summary>mesh.jwks: where keys of tokens may be fetched, how often, how long, how much.</summary>
public sealed record JwksSettings(WebReaderOptions Web, JwksPolicy Policy, TimeSpan StartupWait, int Shards)
{
    public static JwksSettings From(Config config)
    {
        var policy = new JwksPolicy(config.Duration("mesh.jwks.refresh-interval"), config.Duration("mesh.jwks.first-retry"));
        if (policy.FirstRetry > policy.Refresh) throw new SettingException("mesh.jwks.first-retry", "must not be longer than mesh.jwks.refresh-interval");
        return new(
            new(
                new(config.Switch("mesh.jwks.allow-plaintext"), NetworksOf(config, "mesh.jwks.allowed-networks")),
                config.Duration("mesh.jwks.timeout"),
                config.Number("mesh.jwks.max-bytes", 1),
                config.Number("mesh.jwks.max-redirects", 0),
                config.Number("mesh.jwks.max-at-once", 1),
                RootsOf(config, "mesh.jwks.ca-file")),
            policy,
            config.Duration("mesh.jwks.startup-wait"),
            config.Number("mesh.services.shards", 1));
    }

    public JwksSetup Setup(IWebReader web, CurrentJwks current, IJwksObserver observer, TimeProvider time) => new(web, Policy, current, observer, time, StartupWait, Shards);

    private static ValueList<IPNetwork> NetworksOf(Config config, string key)
    {
        var networks = new List<IPNetwork>();
        foreach (var text in config.Text(key).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            networks.Add(IPNetwork.TryParse(text, out var network) ? network : throw new SettingException(key, $"\"{text}\" must be a network such as 10.1.0.0/16, or several with commas between them"));
        }
        return [.. networks];
    }

    private static X509Certificate2Collection RootsOf(Config config, string key)
    {
        var roots = new X509Certificate2Collection();
        if (config.Text(key) is not { Length: > 0 } file) return roots;
        try
        {
            roots.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SettingException(key, $"{file} cannot be read: {e.Message}");
        }
        return roots.Count > 0 ? roots : throw new SettingException(key, $"{file} holds no certificate in PEM form");
    }
}
