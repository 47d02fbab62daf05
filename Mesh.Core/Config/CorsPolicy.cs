using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.CorsPolicy.</summary>
public sealed record CorsPolicy
{
    public ValueList<string>? AllowOrigin { get; init; }

    public ValueList<StringMatch>? AllowOrigins { get; init; }

    public ValueList<string>? AllowMethods { get; init; }

    public ValueList<string>? AllowHeaders { get; init; }

    public ValueList<string>? ExposeHeaders { get; init; }

    public TimeSpan? MaxAge { get; init; }

    [NullAllowed]
    public bool? AllowCredentials { get; init; }

    public UnmatchedPreflights? UnmatchedPreflights { get; init; }
}

public enum UnmatchedPreflights
{
    Unspecified,
    Forward,
    Ignore,
}
