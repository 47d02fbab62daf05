namespace Mesh.Core.Config;

public sealed partial record MeshConfig
{
    /// <summary>What holds where the user says nothing: istiod's own defaults.</summary>
    public static readonly MeshConfig Default = new()
    {
        ProxyListenPort = 15001,
        ProxyInboundListenPort = 15006,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        ProtocolDetectionTimeout = TimeSpan.Zero,
        IngressService = "istio-ingressgateway",
        IngressClass = "istio",
        IngressControllerMode = Config.IngressControllerMode.Strict,
        IngressSelector = "ingressgateway",
        EnableTracing = true,
        AccessLogFile = "",
        AccessLogFormat = "",
        AccessLogEncoding = Config.AccessLogEncoding.Text,
        EnableEnvoyAccessLogService = false,
        DisableEnvoyListenerLog = false,
        DefaultConfig = ProxyConfig.Default,
        OutboundTrafficPolicy = new() { Mode = OutboundTrafficPolicyMode.AllowAny },
        InboundTrafficPolicy = new() { Mode = InboundTrafficPolicyMode.Passthrough },
        EnableAutoMtls = true,
        TrustDomain = "cluster.local",
        TrustDomainAliases = [],
        DefaultServiceExportTo = ["*"],
        DefaultVirtualServiceExportTo = ["*"],
        DefaultDestinationRuleExportTo = ["*"],
        RootNamespace = "istio-system",
        LocalityLbSetting = new() { Enabled = true },
        DnsRefreshRate = TimeSpan.FromSeconds(60),
        EnablePrometheusMerge = true,
        DefaultProviders = new(),
        ExtensionProviders =
        [
            new() { Name = "prometheus", Prometheus = new() },
            new() { Name = "stackdriver", Stackdriver = new() },
            new() { Name = "envoy", EnvoyFileAccessLog = new() { Path = "/dev/stdout" } },
        ],
    };
}
