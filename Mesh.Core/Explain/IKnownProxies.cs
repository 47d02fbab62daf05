using Mesh.Core.Model;
using Mesh.Core.Xds;

namespace Mesh.Core.Explain;

/// <summary>A proxy, and what it holds.</summary>
public sealed record KnownProxy(Proxy Proxy, XdsSnapshot Snapshot);

/// <summary>The proxies that a request may meet on its way.</summary>
public interface IKnownProxies
{
    /// <returns>null when no proxy stands at the address, or none that is known.</returns>
    KnownProxy? At(string address);
}
