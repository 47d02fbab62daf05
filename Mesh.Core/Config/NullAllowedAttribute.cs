namespace Mesh.Core.Config;

/// <summary>Marks the few fields (protobuf's wrappers) where Istio takes a null for "not set".</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NullAllowedAttribute : Attribute;
