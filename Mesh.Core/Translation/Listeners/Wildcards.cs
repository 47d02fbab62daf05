using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Listeners;

/// <summary>Addresses that stand for "any" and "myself" in the address families of a proxy; the first is the primary one.</summary>
public static class Wildcards
{
    private static readonly ValueList<string> V4 = ["0.0.0.0"];
    private static readonly ValueList<string> V6 = ["::"];
    private static readonly ValueList<string> Both = ["0.0.0.0", "::"];
    private static readonly ValueList<string> LoopbackV4 = ["127.0.0.1"];
    private static readonly ValueList<string> LoopbackV6 = ["::1"];
    private static readonly ValueList<string> LoopbackBoth = ["127.0.0.1", "::1"];

    public static ValueList<string> Of(Proxy proxy) => proxy.IsIpv6Only ? V6 : proxy.HasIpv6 ? Both : V4;

    public static ValueList<string> LoopbackOf(Proxy proxy) => proxy.IsIpv6Only ? LoopbackV6 : proxy.HasIpv6 ? LoopbackBoth : LoopbackV4;
}
