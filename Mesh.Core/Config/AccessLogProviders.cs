using System.Text.Json;
using Mesh.Core.Values;

namespace Mesh.Core.Config;

public sealed record EnvoyFileAccessLogProvider
{
    public string? Path { get; init; }

    public LogFormat? LogFormat { get; init; }

    public bool? OmitEmptyValues { get; init; }
}

/// <summary>How a log line is written: text, or labels as a JSON object.</summary>
public sealed record LogFormat
{
    public string? Text { get; init; }

    public JsonElement? Labels { get; init; }
}

public sealed record EnvoyHttpGrpcV3LogProvider
{
    public string? Service { get; init; }

    public uint? Port { get; init; }

    public string? LogName { get; init; }

    public ValueList<string>? FilterStateObjectsToLog { get; init; }

    public ValueList<string>? AdditionalRequestHeadersToLog { get; init; }

    public ValueList<string>? AdditionalResponseHeadersToLog { get; init; }

    public ValueList<string>? AdditionalResponseTrailersToLog { get; init; }
}

public sealed record EnvoyTcpGrpcV3LogProvider
{
    public string? Service { get; init; }

    public uint? Port { get; init; }

    public string? LogName { get; init; }

    public ValueList<string>? FilterStateObjectsToLog { get; init; }
}

public sealed record EnvoyOpenTelemetryLogProvider
{
    public string? Service { get; init; }

    public uint? Port { get; init; }

    public string? LogName { get; init; }

    public LogFormat? LogFormat { get; init; }
}
