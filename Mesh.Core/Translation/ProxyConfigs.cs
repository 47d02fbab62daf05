using Mesh.Core.Config;
using Mesh.Core.Model;

namespace Mesh.Core.Translation;

/// <summary>The ProxyConfig that counts for a proxy.</summary>
public static class ProxyConfigs
{
    /// <summary>metadata PROXY_CONFIG replaces MeshConfig.defaultConfig as a whole.</summary>
    public static ProxyConfig Of(Proxy proxy, MeshConfig mesh) => proxy.Config ?? mesh.DefaultConfig ?? new();
}
