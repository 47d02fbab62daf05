using System.Collections.Frozen;
using System.Net;
using Akka.Configuration;
using Mesh.Actors.Certificates;
using Mesh.Actors.Secrets;
using Mesh.Core.Security;
using Mesh.Core.Values;
using Mesh.Gateway.Certificates;

namespace Mesh.Serve.Settings;

/// <summary>mesh.identity and mesh.ca: who is who, and who signs for it.</summary>
/// <param name="Listen">Where proxies connect by TLS; null for nowhere.</param>
/// <param name="TokenIssuers">A file; null for none.</param>
/// <param name="Kubernetes">Whether and with which kubeconfig Kubernetes is asked about tokens.</param>
/// <param name="Directory">Of roots of our own making.</param>
/// <param name="RootFile">Where what is to be trusted is written.</param>
/// <param name="Plugged">A directory in the layout cacerts; null for none.</param>
public sealed record IdentitySettings(
    IPEndPoint? Listen,
    CallerOptions Callers,
    string Audience,
    string? TokenIssuers,
    string? Kubernetes,
    string Directory,
    string RootFile,
    string? Plugged,
    TimeSpan RootLifetime,
    TimeSpan MemberLifetime,
    TimeSpan TaintGrace,
    CertificateOptions Certificates,
    SecretOptions Secrets,
    int Shards)
{
    private const string Off = "off";

    public static IdentitySettings From(Config config, ServeOptions options, string stateDirectory)
    {
        var directory = OrNull(config.Text("mesh.ca.directory")) ?? Path.Combine(stateDirectory, "ca");
        var lifetime = config.Duration("mesh.ca.lifetime");
        var longest = config.Duration("mesh.ca.longest-lifetime");
        if (longest < lifetime) throw new SettingException("mesh.ca.longest-lifetime", $"must not be shorter than mesh.ca.lifetime, {lifetime}");
        return new(
            (options.TlsListen ?? config.Text("mesh.identity.listen")) == Off ? null : config.Address("mesh.identity.listen", options.TlsListen, options.PortOffset),
            new(Identities(config, "mesh.identity.trusted-gateways"), Words(config, "mesh.identity.server-names") is { Count: > 0 } names ? names : throw new SettingException("mesh.identity.server-names", "must name at least one")),
            config.Text("mesh.identity.audience"),
            OrNull(options.TokenIssuers ?? config.Text("mesh.identity.token-issuers")),
            config.Text("mesh.identity.kubernetes"),
            directory,
            OrNull(options.RootFile ?? config.Text("mesh.identity.root-file")) ?? Path.Combine(directory, "root-cert.pem"),
            OrNull(options.PluggedCa ?? config.Text("mesh.ca.plugged")),
            config.Duration("mesh.ca.root-lifetime"),
            config.Duration("mesh.ca.member-lifetime"),
            config.Duration("mesh.ca.taint-grace"),
            new(lifetime, longest, config.Duration("mesh.ca.permit-timeout"), config.Number("mesh.ca.requests-per-identity", 1)),
            new(config.Switch("mesh.identity.trust-loopback") || options.InsecureTrustLoopback, config.DurationOrZero("mesh.ca.renewal-spread")),
            config.Number("mesh.ca.shards", 1));
    }

    private static FrozenSet<SpiffeId> Identities(Config config, string key) => Words(config, key)
        .Select(x => SpiffeId.Parse(x) ?? throw new SettingException(key, $"\"{x}\" must be spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT"))
        .ToFrozenSet();

    private static ValueList<string> Words(Config config, string key) =>
        config.Text(key).Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToValueList();

    private static string? OrNull(string text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
