namespace Mesh.Core.Config;

/// <summary>Marks the property that is read from a document's <c>status</c> instead of its <c>spec</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FromStatusAttribute : Attribute;
