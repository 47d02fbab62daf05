using Mesh.Core.Values;

namespace Mesh.Core.Config.Binding;

/// <summary>Kubernetes' ObjectMeta, as far as a mesh reads it.</summary>
[KnownFields(
    "generateName", "selfLink", "uid", "generation", "deletionTimestamp", "deletionGracePeriodSeconds",
    "ownerReferences", "finalizers", "managedFields", "clusterName")]
internal sealed record ObjectMetaFields
{
    public string? Name { get; init; }

    public string? Namespace { get; init; }

    public ValueMap<string>? Labels { get; init; }

    public ValueMap<string>? Annotations { get; init; }

    public DateTimeOffset? CreationTimestamp { get; init; }

    public string? ResourceVersion { get; init; }
}
