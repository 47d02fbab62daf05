using System.Text.Json;
using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.EnvoyFilter.</summary>
public sealed record EnvoyFilter
{
    public WorkloadSelector? WorkloadSelector { get; init; }

    public ValueList<PolicyTargetReference>? TargetRefs { get; init; }

    public ValueList<EnvoyConfigObjectPatch>? ConfigPatches { get; init; }

    public int? Priority { get; init; }
}

public sealed record EnvoyConfigObjectPatch
{
    public ApplyTo? ApplyTo { get; init; }

    public EnvoyConfigObjectMatch? Match { get; init; }

    public Patch? Patch { get; init; }
}

public enum ApplyTo
{
    Invalid,
    Listener,
    FilterChain,
    NetworkFilter,
    HttpFilter,
    RouteConfiguration,
    VirtualHost,
    HttpRoute,
    Cluster,
    ExtensionConfig,
    Bootstrap,
    ListenerFilter,
}

public sealed record Patch
{
    public PatchOperation? Operation { get; init; }

    public JsonElement? Value { get; init; }

    public FilterClass? FilterClass { get; init; }
}

public enum PatchOperation
{
    Invalid,
    Merge,
    Add,
    Remove,
    InsertBefore,
    InsertAfter,
    InsertFirst,
    Replace,
    MergeAndReplaceList,
}

public enum FilterClass
{
    Unspecified,
    Authn,
    Authz,
    Stats,
}
