using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>The kind ProxyConfig of networking.istio.io; ProxyConfig is MeshConfig's defaultConfig.</summary>
public sealed record ProxyConfigSpec
{
    public WorkloadLabelSelector? Selector { get; init; }

    [NullAllowed]
    public int? Concurrency { get; init; }

    public ValueMap<string>? EnvironmentVariables { get; init; }

    public ProxyImage? Image { get; init; }
}

public sealed record ProxyImage
{
    public string? ImageType { get; init; }
}
