namespace Mesh.Core.Config;

/// <summary>Marks a property that no document writes: who reads the document adds it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SetByReaderAttribute : Attribute;
