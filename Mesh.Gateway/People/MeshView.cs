using Mesh.Core.Config;
using Mesh.Core.Model;
using static Mesh.Actors.Config.ConfigMessages;

namespace Mesh.Gateway.People;

/// <summary>What /debug/configz, registryz and endpointz say. Names, sources and addresses; no bodies, since some of them hold secrets.</summary>
internal static class MeshView
{
    public static object Configs(MeshModel? model, ConfigReport? report) => new
    {
        report?.Revision,
        report?.Source,
        Refused = report?.Refused.Select(x => new { x.Object, Source = x.Source.ToString(), Errors = x.Errors.Select(Of) }),
        Warnings = report?.Warnings.Select(x => new { x.Object, Source = x.Source.ToString(), Warnings = x.Errors.Select(Of) }),
        Findings = report?.Findings.Select(x => new { Code = x.Code.Id, Level = x.Level.ToString(), x.Object, Source = x.Source.ToString(), x.Field, x.Message, x.Cure }),
        Objects = (model?.Configs.Everything ?? []).Select(x => new { x.Kind, x.Namespace, x.Name, Source = x.Source.ToString(), x.Meta.Created }),
    };

    public static IEnumerable<object> Registry(MeshModel? model) => (model?.Services.All ?? []).Select(service => new
    {
        service.Host,
        service.Namespace,
        service.Registry,
        service.Resolution,
        Ports = service.Ports.Select(x => new { x.Number, x.Name, Protocol = x.Protocol.ToString(), x.TargetPort }),
        service.Addresses,
        service.AutoAllocatedAddresses,
        service.MeshExternal,
        service.ExportTo,
        Endpoints = model!.EndpointsOf(service.Host).All.Count,
        Origin = service.Origin.ToString(),
    });

    /// <param name="host">A part of the host's name; null for all.</param>
    public static IEnumerable<object> Endpoints(MeshModel? model, string? host) => (model?.Endpoints.Values ?? [])
        .Where(x => host is null || x.Host.Contains(host, StringComparison.Ordinal))
        .OrderBy(x => x.Host, StringComparer.Ordinal)
        .Select(x => new
        {
            x.Host,
            Endpoints = x.All.Select(e => new
            {
                e.Address,
                e.Port,
                e.ServicePortName,
                e.Health,
                Locality = e.Locality.ToString(),
                e.Network,
                e.Identity,
                e.TlsModeIstio,
                Workload = e.WorkloadName,
            }),
        });

    private static object Of(Core.Values.ConfigError error) => new { error.Field, error.Reason, error.Line };
}
