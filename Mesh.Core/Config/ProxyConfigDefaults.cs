namespace Mesh.Core.Config;

public sealed partial record ProxyConfig
{
    /// <summary>istiod's own defaults for a proxy.</summary>
    public static readonly ProxyConfig Default = new()
    {
        ConfigPath = "./etc/istio/proxy",
        ServiceCluster = "istio-proxy",
        DrainDuration = TimeSpan.FromSeconds(45),
        TerminationDrainDuration = TimeSpan.FromSeconds(5),
        DiscoveryAddress = "istiod.istio-system.svc:15012",
        ProxyAdminPort = 15000,
        ControlPlaneAuthPolicy = AuthenticationPolicy.MutualTls,
        StatNameLength = 189,
        StatusPort = 15020,
    };
}
