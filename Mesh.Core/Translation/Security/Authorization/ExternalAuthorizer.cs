using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Security.Authorization;

/// <summary>An extension provider that CUSTOM policies name, joined with the service that it stands for.</summary>
/// <param name="Host">null when the provider or its service is unknown: then everything that the policy matches is refused.</param>
public sealed record ExternalAuthorizer(string Name, string? Host, int Port, Identity<ExtensionProvider>? Provider)
{
    public string Cluster => XdsName.Outbound(Port, "", Host ?? "");

    /// <summary>Of the CUSTOM policies among <paramref name="policies"/>, each once, by name.</summary>
    public static ValueList<ExternalAuthorizer> Of(ProxyContext context, IEnumerable<ConfigObject<AuthorizationPolicy>> policies)
    {
        var names = policies.Where(x => x.Spec.Action == AuthorizationPolicyAction.Custom).Select(x => x.Spec.Provider?.Name ?? "").Distinct().Order(StringComparer.Ordinal).ToList();
        return names.Count == 0 ? [] : [.. names.Select(x => Find(context, x))];
    }

    private static ExternalAuthorizer Find(ProxyContext context, string name)
    {
        var provider = context.Mesh.ExtensionProviders?.FirstOrDefault(x => x.Name == name);
        var (service, port) = provider?.EnvoyExtAuthzHttp is { } http ? (http.Service, http.Port) : (provider?.EnvoyExtAuthzGrpc?.Service, provider?.EnvoyExtAuthzGrpc?.Port);
        var host = ProviderServices.HostOf(context.Model, service);
        return new(name, host, (int)(port ?? 0), provider is null ? null : new(provider));
    }
}
