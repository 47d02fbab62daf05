using Mesh.Actors.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Mesh.Gateway.Certificates;

/// <summary>The certificate service, in the places where a host has to know of it.</summary>
public static class CertificateGateway
{
    /// <summary>Needs <see cref="ICallers"/>, <see cref="ICertificateObserver"/> and a <c>Func&lt;CertificateDesk&gt;</c> beside it.</summary>
    public static IServiceCollection AddCertificates(this IServiceCollection services)
    {
        services.AddSingleton<ServerTls>();
        services.AddSingleton<CertificateService>();
        services.AddGrpc().AddServiceOptions<CertificateService>(x => x.MaxReceiveMessageSize = CertificateService.MostRequestBytes);
        return services;
    }

    public static void MapCertificates(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<CertificateService>();
}
