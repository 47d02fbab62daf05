using k8s;
using k8s.Exceptions;
using Mesh.Actors;
using Mesh.Actors.Certificates;
using Mesh.Actors.Models;
using Mesh.Actors.Secrets;
using Mesh.Core.Security.Tokens;
using Mesh.Gateway.Certificates;
using Mesh.Gateway.People;
using Mesh.Persistence.Roots;
using Mesh.Serve.Settings;

namespace Mesh.Serve;

/// <summary>All that finds out who is who, and signs for it.</summary>
internal static class IdentityServices
{
    private const string DefaultTrustDomain = "cluster.local";
    private const string Auto = "auto";
    private const string Off = "off";

    public static void AddIdentity(this IServiceCollection services, IdentitySettings settings)
    {
        services.AddSingleton(settings.Callers);
        services.AddSingleton<CurrentIdentity>();
        services.AddSingleton(new IssuedLedger());
        services.AddSingleton<RevokedSerials>();
        services.AddSingleton<ICertificateObserver>(x => x.GetRequiredService<MeshObserver>());
        services.AddSingleton<Func<CertificateDesk>>(x => () => x.GetRequiredService<MeshActors>().Certificates.Desk);
        services.AddSingleton(x => new SecretDesk(
            x.GetRequiredService<Func<CertificateDesk>>(), x.GetRequiredService<CurrentIdentity>(), x.GetRequiredService<CurrentMesh>(), settings.Secrets, x.GetRequiredService<ICertificateObserver>(), x.GetRequiredService<TimeProvider>()));
        services.AddSingleton(x => TokensOf(x, settings));
        services.AddSingleton<ICallers, MeshCallers>();
        services.AddSingleton(x => Setup(x, settings));
        services.AddCertificates();
    }

    /// <summary>What is handed in must be good before anybody is served by it.</summary>
    public static void Check(IdentitySettings settings)
    {
        if (settings.TokenIssuers is { } file)
        {
            if (!File.Exists(file)) throw new SettingException("--token-issuers", $"there is no file {file}");
            var (_, errors) = TokenIssuerReader.Read(File.ReadAllText(file), settings.Audience);
            if (errors.Count > 0) throw new SettingException("--token-issuers", $"{file} {string.Join("; ", errors)}");
        }
        if (settings.Plugged is not { } plugged) return;
        try
        {
            new PluggedRootVault(plugged, TimeProvider.System).Open();
        }
        catch (RootVaultException e)
        {
            throw new SettingException("--ca", e.Message);
        }
    }

    private static CertificateSetup Setup(IServiceProvider services, IdentitySettings settings)
    {
        var (observer, time) = (services.GetRequiredService<ICertificateObserver>(), services.GetRequiredService<TimeProvider>());
        IRootVault vault = settings.Plugged is { } plugged ? new PluggedRootVault(plugged, time) : new OwnRootVault(settings.Directory);
        return new(
            new(vault, TrustDomain(services), settings.RootLifetime, settings.MemberLifetime, settings.TaintGrace, time, observer),
            settings.Certificates,
            services.GetRequiredService<CurrentIdentity>(),
            services.GetRequiredService<CurrentMesh>(),
            new RootFile(settings.RootFile, observer),
            services.GetRequiredService<IssuedLedger>(),
            services.GetRequiredService<RevokedSerials>(),
            observer,
            settings.Shards);
    }

    private static Tokens TokensOf(IServiceProvider services, IdentitySettings settings)
    {
        var (observer, time) = (services.GetRequiredService<ICertificateObserver>(), services.GetRequiredService<TimeProvider>());
        var file = settings.TokenIssuers is { } path ? new TokenIssuerFile(path, settings.Audience, TrustDomain(services), observer, time) : null;
        return new(() => file?.Current, Kubernetes(settings) is { } api ? new KubernetesTokenReviewer(api, settings.Audience, TrustDomain(services)) : null, time);
    }

    private static Kubernetes? Kubernetes(IdentitySettings settings)
    {
        try
        {
            return settings.Kubernetes switch
            {
                Off => null,
                Auto => KubernetesClientConfiguration.IsInCluster() ? new(KubernetesClientConfiguration.InClusterConfig()) : null,
                var file => new(KubernetesClientConfiguration.BuildConfigFromConfigFile(file)),
            };
        }
        catch (Exception e) when (e is KubeConfigException or IOException)
        {
            throw new SettingException("mesh.identity.kubernetes", $"\"{settings.Kubernetes}\" must be auto, off or a kubeconfig file: {e.Message}");
        }
    }

    private static Func<string> TrustDomain(IServiceProvider services)
    {
        var mesh = services.GetRequiredService<CurrentMesh>();
        return () => mesh.Model?.Mesh.TrustDomain is { Length: > 0 } domain ? domain : DefaultTrustDomain;
    }
}
