using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Mesh.Gateway.Policy;

/// <summary>Rate limits, external authorization and Mixer's checks, on the ports of proxies.</summary>
public static class PolicySetup
{
    /// <summary>Needs a <see cref="Actors.Quotas.QuotaDesk"/> and a <see cref="Actors.Models.CurrentMesh"/> beside it.</summary>
    public static IServiceCollection AddPolicy(this IServiceCollection services)
    {
        services.AddSingleton<CurrentPolicy>();
        services.AddSingleton<PolicyMetrics>();
        services.AddSingleton<MixerChecks>();
        services.AddSingleton<IHostedService, SweepLeases>();
        return services;
    }

    public static void MapPolicy(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<RateLimitService>();
        endpoints.MapGrpcService<AuthorizationService>();
    }
}
