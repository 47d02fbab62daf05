using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Routes;

/// <summary>A route of a VirtualService and one of its matches (-1: it has none), by their places.</summary>
internal readonly record struct SelectedRoute(int Http, int Match);

/// <summary>Exactly what the routes of one VirtualService depend on: the memo's key.</summary>
/// <param name="Selected">The matches that hold for the client; null: all, since none asks about it.</param>
/// <param name="Views">Of its destinations; null: all plain.</param>
/// <param name="Port">That requests come to.</param>
/// <param name="Gateway">The gateway they come through, or <c>mesh</c>.</param>
/// <param name="Tls">Whether they come by HTTPS.</param>
/// <param name="DefaultRetry">MeshConfig.defaultHttpRetryPolicy.</param>
/// <param name="ForwardedHost">ProxyConfig.proxyHeaders.xForwardedHost: the host that a rewrite replaces is told on.</param>
internal sealed record HttpRoutesInput(
    ConfigObject<VirtualService> Config, ValueList<SelectedRoute>? Selected, ValueList<DestinationView>? Views, int Port, string Gateway, bool Tls,
    HttpRetry? DefaultRetry, bool ForwardedHost);
