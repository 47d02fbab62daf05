namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.HTTPRedirect.</summary>
public sealed record HttpRedirect
{
    public string? Uri { get; init; }

    public string? Authority { get; init; }

    public uint? Port { get; init; }

    public RedirectPortSelection? DerivePort { get; init; }

    public string? Scheme { get; init; }

    public uint? RedirectCode { get; init; }

    public string? PrefixRewrite { get; init; }
}

public enum RedirectPortSelection
{
    FromProtocolDefault,
    FromRequestPort,
}
