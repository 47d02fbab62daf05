using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Istio's kind Gateway (the plain name would hide the namespace Mesh.Gateway). Spec: istio.networking.v1alpha3.Gateway.</summary>
public sealed record GatewayConfig
{
    public ValueList<Server>? Servers { get; init; }

    public ValueMap<string>? Selector { get; init; }
}

public sealed record Server
{
    public string? Name { get; init; }

    public Port? Port { get; init; }

    public string? Bind { get; init; }

    public ValueList<string>? Hosts { get; init; }

    public ServerTlsSettings? Tls { get; init; }

    public string? DefaultEndpoint { get; init; }
}

public sealed record Port
{
    public uint? Number { get; init; }

    public string? Protocol { get; init; }

    public string? Name { get; init; }

    public uint? TargetPort { get; init; }
}
