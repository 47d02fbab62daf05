using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.HTTPRoute.</summary>
public sealed record HttpRoute
{
    public string? Name { get; init; }

    public ValueList<HttpMatchRequest>? Match { get; init; }

    public ValueList<HttpRouteDestination>? Route { get; init; }

    public HttpRedirect? Redirect { get; init; }

    public HttpDirectResponse? DirectResponse { get; init; }

    public DelegateReference? Delegate { get; init; }

    public HttpRewrite? Rewrite { get; init; }

    public TimeSpan? Timeout { get; init; }

    public HttpRetry? Retries { get; init; }

    public HttpFaultInjection? Fault { get; init; }

    public Destination? Mirror { get; init; }

    public ValueList<HttpMirrorPolicy>? Mirrors { get; init; }

    [NullAllowed]
    [ConfigAlias("mirror_percent")]
    public uint? MirrorPercent { get; init; }

    public Percent? MirrorPercentage { get; init; }

    public CorsPolicy? CorsPolicy { get; init; }

    public Headers? Headers { get; init; }
}

public sealed record HttpRouteDestination
{
    public Destination? Destination { get; init; }

    public int? Weight { get; init; }

    public Headers? Headers { get; init; }
}

/// <summary>Another VirtualService that takes over. Spec: istio.networking.v1alpha3.Delegate.</summary>
public sealed record DelegateReference
{
    public string? Name { get; init; }

    public string? Namespace { get; init; }
}

public sealed record HttpMirrorPolicy
{
    public Destination? Destination { get; init; }

    public Percent? Percentage { get; init; }
}
