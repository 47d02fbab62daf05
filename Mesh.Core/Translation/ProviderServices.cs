using Mesh.Core.Model;

namespace Mesh.Core.Translation;

/// <summary>Services that MeshConfig's extension providers name: a host, or <c>namespace/host</c>.</summary>
public static class ProviderServices
{
    /// <returns>The host; null when no service has it.</returns>
    public static string? HostOf(MeshModel model, string? written)
    {
        if (string.IsNullOrEmpty(written)) return null;
        var slash = written.IndexOf('/');
        var (ns, host) = slash < 0 ? ("", written) : (written[..slash], written[(slash + 1)..]);
        return model.Services.OfHost(host).Any(x => ns.Length == 0 || x.Namespace == ns) ? host : null;
    }
}
