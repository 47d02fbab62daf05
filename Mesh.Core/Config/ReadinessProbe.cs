using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.ReadinessProbe.</summary>
public sealed record ReadinessProbe
{
    public int? InitialDelaySeconds { get; init; }

    public int? TimeoutSeconds { get; init; }

    public int? PeriodSeconds { get; init; }

    public int? SuccessThreshold { get; init; }

    public int? FailureThreshold { get; init; }

    public HttpHealthCheckConfig? HttpGet { get; init; }

    public TcpHealthCheckConfig? TcpSocket { get; init; }

    public ExecHealthCheckConfig? Exec { get; init; }

    public GrpcHealthCheckConfig? Grpc { get; init; }
}

public sealed record HttpHealthCheckConfig
{
    public string? Path { get; init; }

    public uint? Port { get; init; }

    public string? Host { get; init; }

    public string? Scheme { get; init; }

    public ValueList<HttpHeader>? HttpHeaders { get; init; }
}

public sealed record HttpHeader
{
    public string? Name { get; init; }

    public string? Value { get; init; }
}

public sealed record TcpHealthCheckConfig
{
    public string? Host { get; init; }

    public uint? Port { get; init; }
}

public sealed record ExecHealthCheckConfig
{
    public ValueList<string>? Command { get; init; }
}

public sealed record GrpcHealthCheckConfig
{
    public uint? Port { get; init; }

    public string? Service { get; init; }
}
