using Mesh.Core.Values;

namespace Mesh.Core.Config;

public sealed record EnvoyExternalAuthorizationRequestBody
{
    public uint? MaxRequestBytes { get; init; }

    public bool? AllowPartialMessage { get; init; }

    public bool? PackAsBytes { get; init; }
}

public sealed record EnvoyExternalAuthorizationHttpProvider
{
    public string? Service { get; init; }

    public uint? Port { get; init; }

    public TimeSpan? Timeout { get; init; }

    public string? PathPrefix { get; init; }

    public bool? FailOpen { get; init; }

    public string? StatusOnError { get; init; }

    public bool? ClearRouteCache { get; init; }

    public ValueList<string>? IncludeHeadersInCheck { get; init; }

    public ValueList<string>? IncludeRequestHeadersInCheck { get; init; }

    public ValueMap<string>? IncludeAdditionalHeadersInCheck { get; init; }

    public EnvoyExternalAuthorizationRequestBody? IncludeRequestBodyInCheck { get; init; }

    public ValueList<string>? HeadersToUpstreamOnAllow { get; init; }

    public ValueList<string>? HeadersToDownstreamOnDeny { get; init; }

    public ValueList<string>? HeadersToDownstreamOnAllow { get; init; }
}

public sealed record EnvoyExternalAuthorizationGrpcProvider
{
    public string? Service { get; init; }

    public uint? Port { get; init; }

    public TimeSpan? Timeout { get; init; }

    public bool? FailOpen { get; init; }

    public bool? ClearRouteCache { get; init; }

    public string? StatusOnError { get; init; }

    public EnvoyExternalAuthorizationRequestBody? IncludeRequestBodyInCheck { get; init; }
}
