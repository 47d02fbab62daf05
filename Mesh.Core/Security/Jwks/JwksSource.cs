using Mesh.Core.Config;
using Mesh.Core.Model;

namespace Mesh.Core.Security.Jwks;

/// <summary>Where the keys of an issuer of tokens are found: at an address, or at the one that the issuer's OpenID discovery document names.</summary>
/// <param name="Discovered">The address is that of the discovery document.</param>
public readonly record struct JwksSource(string Url, bool Discovered)
{
    private const string DiscoveryPath = "/.well-known/openid-configuration";
    private const string DiscoveryMark = "discovery of ";

    /// <returns>null for a rule that has its keys with it.</returns>
    public static JwksSource? Of(JwtRule rule)
    {
        if (rule.Jwks is { Length: > 0 }) return null;
        if (rule.JwksUri is { Length: > 0 } written) return new(written, false);
        return rule.Issuer is { Length: > 0 } issuer ? new(issuer.TrimEnd('/') + DiscoveryPath, true) : null;
    }

    /// <summary>All that the policies of a mesh name, each once.</summary>
    public static IReadOnlySet<JwksSource> All(ConfigSet configs) => configs.All<RequestAuthentication>(ConfigKind.RequestAuthentication)
        .SelectMany(x => x.Spec.JwtRules ?? []).Select(Of).OfType<JwksSource>().ToHashSet();

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static JwksSource Parse(string text) =>
        text.StartsWith(DiscoveryMark, StringComparison.Ordinal) ? new(text[DiscoveryMark.Length..], true) : new(text, false);

    public override string ToString() => Discovered ? DiscoveryMark + Url : Url;
}
