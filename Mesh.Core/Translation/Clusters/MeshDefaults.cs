using System.Runtime.CompilerServices;
using Mesh.Core.Config;

namespace Mesh.Core.Translation.Clusters;

/// <summary>What MeshConfig says about clusters, with Istio's defaults filled in. One object a MeshConfig, so that keys compare it by reference.</summary>
internal sealed class MeshDefaults
{
    private static readonly ConditionalWeakTable<MeshConfig, MeshDefaults> Known = [];

    private MeshDefaults(MeshConfig mesh) => Mesh = mesh;

    public MeshConfig Mesh { get; }

    public TimeSpan ConnectTimeout => Mesh.ConnectTimeout ?? TimeSpan.FromSeconds(10);

    public TimeSpan DnsRefreshRate => Mesh.DnsRefreshRate ?? TimeSpan.FromSeconds(60);

    public bool AutoMtls => Mesh.EnableAutoMtls ?? true;

    public bool UpgradesToHttp2 => Mesh.H2UpgradePolicy == MeshConfigH2UpgradePolicy.Upgrade;

    /// <summary>Without a CA to check a server against, the operating system's own are used.</summary>
    public bool VerifiesCertificates => Mesh.VerifyCertificateAtClient ?? true;

    /// <summary>Locality load balancing is on unless it is turned off.</summary>
    public LocalityLoadBalancerSetting? Locality =>
        Mesh.LocalityLbSetting is null ? new() : Mesh.LocalityLbSetting.Enabled == false ? null : Mesh.LocalityLbSetting;

    public static MeshDefaults Of(MeshConfig mesh) => Known.GetValue(mesh, static x => new(x));
}
