using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>What a user writes of the mesh-wide settings: ports, names, and that each provider says where it is.</summary>
internal static class MeshConfigValidator
{
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(1);

    public static void Validate(MeshConfig mesh, Findings findings)
    {
        if (mesh.ProxyListenPort is { } outboundPort) findings.Port("proxyListenPort", outboundPort);
        if (mesh.ProxyInboundListenPort is { } inboundPort) findings.Port("proxyInboundListenPort", inboundPort);
        if (mesh.ProxyHttpPort is { } http and not 0) findings.Port("proxyHttpPort", http);
        if (mesh.ConnectTimeout < ShortestTimeout) findings.Error("connectTimeout", "must be at least 1ms");
        if (mesh.ProtocolDetectionTimeout < TimeSpan.Zero) findings.Error("protocolDetectionTimeout", "must not be negative; 0s waits for ever");
        if (mesh.TrustDomain is "") findings.Error("trustDomain", "must not be empty");
        if (mesh.RootNamespace is { } root && !Dns.IsLabel(root)) findings.Error("rootNamespace", $"\"{root}\" is not a namespace");
        TrafficPolicyValidator.Validate("defaultTrafficPolicy", mesh.DefaultTrafficPolicy, findings);
        if (mesh.LocalityLbSetting is { } locality) LocalityValidator.Validate("localityLbSetting", locality, mesh.DefaultTrafficPolicy?.OutlierDetection, findings);
        if (mesh.DefaultHttpRetryPolicy is { } retry) RetryValidator.Validate("defaultHttpRetryPolicy", retry, findings);
        if (mesh.DefaultInboundHttpRetryPolicy is { } inbound) RetryValidator.Validate("defaultInboundHttpRetryPolicy", inbound, findings);
        Providers(mesh.ExtensionProviders ?? [], findings);
    }

    private static void Providers(ValueList<ExtensionProvider> providers, Findings findings)
    {
        for (var i = 0; i < providers.Count; i++)
        {
            var (field, provider) = ($"extensionProviders[{i}]", providers[i]);
            findings.Required($"{field}.name", provider.Name);
            if (provider == new ExtensionProvider { Name = provider.Name }) findings.Error(field, "says only its name; it needs a provider, such as zipkin or envoyExtAuthzGrpc");
            foreach (var (name, service, port) in Services(provider))
            {
                if (service is null or "") findings.Error($"{field}.{name}.service", "is missing: [namespace/]host");
                else findings.Domain($"{field}.{name}.service", service[(service.IndexOf('/', StringComparison.Ordinal) + 1)..]);
                findings.Port($"{field}.{name}.port", port ?? 0);
            }
        }
    }

    private static IEnumerable<(string Name, string? Service, uint? Port)> Services(ExtensionProvider provider)
    {
        if (provider.EnvoyExtAuthzHttp is { } authzHttp) yield return ("envoyExtAuthzHttp", authzHttp.Service, authzHttp.Port);
        if (provider.EnvoyExtAuthzGrpc is { } authzGrpc) yield return ("envoyExtAuthzGrpc", authzGrpc.Service, authzGrpc.Port);
        if (provider.Zipkin is { } zipkin) yield return ("zipkin", zipkin.Service, zipkin.Port);
        if (provider.Lightstep is { } lightstep) yield return ("lightstep", lightstep.Service, lightstep.Port);
        if (provider.Datadog is { } datadog) yield return ("datadog", datadog.Service, datadog.Port);
        if (provider.Skywalking is { } skywalking) yield return ("skywalking", skywalking.Service, skywalking.Port);
        if (provider.Opencensus is { } opencensus) yield return ("opencensus", opencensus.Service, opencensus.Port);
        if (provider.Opentelemetry is { } opentelemetry) yield return ("opentelemetry", opentelemetry.Service, opentelemetry.Port);
        if (provider.EnvoyHttpAls is { } httpAls) yield return ("envoyHttpAls", httpAls.Service, httpAls.Port);
        if (provider.EnvoyTcpAls is { } tcpAls) yield return ("envoyTcpAls", tcpAls.Service, tcpAls.Port);
        if (provider.EnvoyOtelAls is { } otelAls) yield return ("envoyOtelAls", otelAls.Service, otelAls.Port);
    }
}
