using Mesh.Core.Values;

namespace Mesh.Gateway.Files;

/// <param name="Paths">Directories, searched with all that is below them, and single files.</param>
/// <param name="MeshConfigFile">The file with the mesh-wide settings; null to take them from the ConfigMap of <paramref name="RootNamespace"/>.</param>
/// <param name="RootNamespace">Where that ConfigMap stands.</param>
/// <param name="Revision">The control plane's revision, whose ConfigMap is <c>istio-REVISION</c>; empty for the default one.</param>
public sealed record FileConfigOptions(ValueList<string> Paths, string? MeshConfigFile = null, string RootNamespace = "istio-system", string Revision = "")
{
    /// <summary>How often everything is looked over, for what the kernel's notices missed (network mounts, linked directories).</summary>
    public TimeSpan RescanEvery { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a file that seems to be half written must be still before it is taken as it is.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromMilliseconds(150);
}
