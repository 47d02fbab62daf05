using System.Globalization;
using Mesh.Core.Model;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Endpoints;

/// <summary>The endpoints of one cluster of a proxy.</summary>
public static class EndpointTranslator
{
    private const string SniPrefix = "outbound_.";

    private sealed record Key(string Cluster, AssignmentPlan Plan, AssignmentKey Assignment);

    /// <summary>A change among endpoints of a host that are not of this cluster leads to equal members, and so to the assignment that there is.</summary>
    private sealed record MembersKey(Key Rest, ValueList<Endpoint> Members);

    /// <returns>null when no cluster of that name takes its endpoints from here.</returns>
    public static Translated? Translate(ProxyContext context, string clusterName)
    {
        if (Parse(clusterName) is not { } name) return null;
        if (ServiceOf(context, name.Host, name.Port) is not { } service || service.Port(name.Port) is not { } port) return null;
        var plan = AssignmentPlan.Of(context, service, port, context.Scope.OutboundRule(service.Host, context.Proxy.Labels));
        if (plan.PartOf(name.Subset) is not { } part) return null;
        var source = new AssignmentSource(context, plan);
        return context.Memo.GetOrAdd(new Key(clusterName, plan, source.KeyOf(part)), key =>
        {
            var rest = key with { Assignment = key.Assignment with { Endpoints = ServiceEndpoints.Nobody } };
            return context.Memo.GetOrAdd(
                new MembersKey(rest, source.MembersOf(part)),
                x => new Translated(XdsType.Endpoint, clusterName, source.Build(clusterName, part, x.Members, mutualTlsOnly: name.Sni), plan.Origins));
        });
    }

    /// <summary>The service that a cluster takes its endpoints from; empty for a name of another form.</summary>
    public static string HostOf(string clusterName) => Parse(clusterName)?.Host ?? "";

    /// <summary>Several ServiceEntries may describe one host, each with ports of its own.</summary>
    private static Service? ServiceOf(ProxyContext context, string host, int port)
    {
        if (context.Scope.Service(host) is not { } owner) return null;
        if (owner.Port(port) is not null) return owner;
        foreach (var other in context.Model.Services.OfHost(host))
        {
            if (other.Port(port) is not null && Visibility.IsVisible(other.ExportTo, other.Namespace, context.Proxy.Namespace)) return other;
        }
        return null;
    }

    private static (int Port, string Subset, string Host, bool Sni)? Parse(string name)
    {
        if (XdsName.ParseOutbound(name) is { } outbound) return (outbound.Port, outbound.Subset, outbound.Host, false);
        if (!name.StartsWith(SniPrefix, StringComparison.Ordinal)) return null;
        var parts = name.Split("_.", 4);
        return parts.Length == 4 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? (port, parts[2], parts[3], true) : null;
    }
}
