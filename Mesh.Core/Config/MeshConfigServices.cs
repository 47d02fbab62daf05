using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>What MeshConfig says of single services. Spec: istio.mesh.v1alpha1.MeshConfig.ServiceSettings.</summary>
public sealed record ServiceSettings
{
    public Settings? Settings { get; init; }

    public ValueList<string>? Hosts { get; init; }
}

public sealed record Settings
{
    public bool? ClusterLocal { get; init; }
}

/// <summary>Which services of an ambient mesh are known outside their Kubernetes cluster. Spec: istio.mesh.v1alpha1.MeshConfig.ServiceScopeConfigs.</summary>
public sealed record ServiceScopeConfigs
{
    public LabelSelector? NamespaceSelector { get; init; }

    public LabelSelector? ServicesSelector { get; init; }

    public Scope? Scope { get; init; }
}

public enum Scope
{
    Local,
    Global,
}
