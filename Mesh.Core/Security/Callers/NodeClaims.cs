using Mesh.Core.Model;

namespace Mesh.Core.Security.Callers;

/// <summary>A proxy says of itself where it lives and who it is; what it has proved decides.</summary>
public static class NodeClaims
{
    /// <returns>Which of its claims is false, for our own log; null when all are true. Whoever made them is told only that they do not match.</returns>
    public static string? Refute(SpiffeId identity, Proxy proxy)
    {
        if (proxy.Namespace != identity.Namespace) return $"it claims the namespace \"{proxy.Namespace}\", and has proved {identity}";
        var domain = proxy.DnsDomain.Split('.');
        if (domain is [var named, "svc", ..] && named != identity.Namespace) return $"its id claims the domain \"{proxy.DnsDomain}\", and it has proved {identity}";
        if (proxy.ServiceAccount.Length > 0 && proxy.ServiceAccount != identity.ServiceAccount) return $"it claims the service account \"{proxy.ServiceAccount}\", and has proved {identity}";
        return null;
    }
}
