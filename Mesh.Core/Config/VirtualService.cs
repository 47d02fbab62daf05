using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.VirtualService.</summary>
public sealed record VirtualService
{
    public ValueList<string>? Hosts { get; init; }

    public ValueList<string>? Gateways { get; init; }

    public ValueList<HttpRoute>? Http { get; init; }

    public ValueList<TlsRoute>? Tls { get; init; }

    public ValueList<TcpRoute>? Tcp { get; init; }

    public ValueList<string>? ExportTo { get; init; }
}
