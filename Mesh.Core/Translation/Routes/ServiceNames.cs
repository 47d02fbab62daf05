using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Routes;

/// <summary>Which names lead to a service: exactly what the domains of its virtual host depend on.</summary>
/// <param name="Service">With all its ports, so that the reference stays.</param>
/// <param name="Aliases">Further hosts, of ExternalName services.</param>
/// <param name="ClientNamespace">
/// The client's, when the host or an alias lies in it, so that the first label alone names it too; empty for another one; null outside Kubernetes,
/// where there are no short names.
/// </param>
internal sealed record ServiceNames(Service Service, ValueList<string> Aliases, string? ClientNamespace, AddressView Addresses)
{
    private const string KubernetesInfix = ".svc.";

    public string Host => Service.Host;

    /// <summary>Names of its pods lead there as well.</summary>
    public bool Headless => Service is { Resolution: ServiceResolution.Passthrough, Registry: ServiceRegistry.Kubernetes };

    /// <summary>As the client knows it; null when it has none.</summary>
    public string? Address => Addresses.Of(Service);

    public static ServiceNames Of(Service service, ServiceAliases aliases, EgressScope egress, RouteViewer viewer)
    {
        var further = aliases.Of(service.Host);
        if (further.Count > 0 && egress.Imported is not null) further = further.Where(x => egress.ImportsAlias(service, x)).ToValueList();
        var client = viewer.KubernetesNamespace;
        var near = client is not null && (IsIn(service.Host, client) || (further.Count > 0 && further.Any(x => IsIn(x, client))));
        return new(service.Whole, further, near || client is null ? client : "", viewer.Addresses);
    }

    private static bool IsIn(string host, string ns)
    {
        var dot = host.IndexOf('.');
        return dot > 0 && host.AsSpan(dot + 1).StartsWith(ns) && host.AsSpan(dot + 1 + ns.Length).StartsWith(KubernetesInfix);
    }
}
