using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>The endpoints of a ServiceEntry: each way to resolve has its own demands.</summary>
internal static class ServiceEntryEndpoints
{
    public static void Validate(ServiceEntry spec, Resolution resolution, Findings findings)
    {
        var endpoints = spec.Endpoints ?? [];
        switch (resolution)
        {
            case Resolution.None:
                if (spec.Endpoints is not null) findings.Error("spec.endpoints", "must be left out with resolution NONE, which sends traffic where it was going");
                break;
            case Resolution.DynamicDns:
                DynamicDns(spec, findings);
                break;
            case Resolution.DnsRoundRobin when endpoints.Count > 1:
                findings.Error("spec.endpoints", "must be one at most with resolution DNS_ROUND_ROBIN");
                break;
            case Resolution.Dns or Resolution.DnsRoundRobin when endpoints.Count == 0 && spec.WorkloadSelector is null:
                for (var i = 0; i < spec.Hosts?.Count; i++)
                {
                    if (spec.Hosts[i].Contains('*', StringComparison.Ordinal) && !Dns.HasPartialWildcard(spec.Hosts[i]))
                    {
                        findings.Error($"spec.hosts[{i}]", "must be a name that can be looked up, since there are no endpoints");
                    }
                }
                break;
        }
        for (var i = 0; i < endpoints.Count; i++)
        {
            var field = $"spec.endpoints[{i}]";
            WorkloadEntryValidator.Validate(field, endpoints[i], resolution, findings);
            if (resolution == Resolution.Static && ListenerAddress.IsUnix(endpoints[i].Address) && spec.Ports?.Count is not 1)
            {
                findings.Error($"{field}.address", "a Unix socket has one port, and so must the entry");
            }
            foreach (var name in endpoints[i].Ports?.Keys ?? [])
            {
                if (!(spec.Ports ?? []).Any(x => x.Name == name)) findings.Error($"{field}.ports[\"{name}\"]", $"the entry has no port named {name}");
            }
        }
    }

    private static void DynamicDns(ServiceEntry spec, Findings findings)
    {
        if (spec.Endpoints is { Count: > 0 }) findings.Error("spec.endpoints", "must be left out with resolution DYNAMIC_DNS, which looks up the name that was asked for");
        for (var i = 0; i < spec.Hosts?.Count; i++)
        {
            if (!spec.Hosts[i].StartsWith('*')) findings.Error($"spec.hosts[{i}]", "must have a wildcard with resolution DYNAMIC_DNS");
        }
        for (var i = 0; i < spec.Ports?.Count; i++)
        {
            if (spec.Ports[i].Protocol?.ToUpperInvariant() is not ("HTTP" or "TLS" or "GRPC" or "HTTP2"))
            {
                findings.Error($"spec.ports[{i}].protocol", "must be HTTP, HTTP2, GRPC or TLS with resolution DYNAMIC_DNS, which needs a name to look up");
            }
        }
    }
}
