using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>One row of <see cref="ConfigKinds"/>.</summary>
/// <param name="Name">The kind as documents say it.</param>
/// <param name="Group">The API group; empty for Kubernetes' core.</param>
/// <param name="Versions">The served versions, the preferred one first; all of them carry the same fields.</param>
/// <param name="Body">Which part of a document the record describes.</param>
/// <param name="SpecType">The record that the body is read into.</param>
public sealed record ConfigKindInfo(
    ConfigKind Kind,
    string Name,
    string Group,
    ValueList<string> Versions,
    string Plural,
    bool Namespaced,
    ConfigBody Body,
    Type SpecType)
{
    public string ApiVersion => ApiVersionOf(Versions[0]);

    /// <summary>Istio's own kinds are read strictly; Kubernetes' may have fields that a mesh does not care about.</summary>
    public bool IsIstio => Group.EndsWith(".istio.io", StringComparison.Ordinal);

    /// <summary>Agents pull an image of unchanged name again when the object's resourceVersion changes, so that it counts here and nowhere else.</summary>
    public bool NamesImages => Kind is ConfigKind.WasmPlugin or ConfigKind.TrafficExtension;

    public string ApiVersionOf(string version) => Group.Length == 0 ? version : $"{Group}/{version}";
}

public enum ConfigBody
{
    /// <summary>The record is the document's <c>spec</c>.</summary>
    Spec,

    /// <summary>The record is the document's <c>spec</c>, and its property Status is the document's <c>status</c>.</summary>
    SpecAndStatus,

    /// <summary>The record's properties stand in the document itself, beside kind and metadata.</summary>
    Whole,
}
