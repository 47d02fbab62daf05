namespace Mesh.Core.Config.Yaml;

/// <summary>How much one document may ask for. Far above what people write, far below what hurts.</summary>
public static class YamlLimits
{
    /// <summary>Characters of one document. The API server stops at 1.5 MiB an object; a List may hold a whole cluster.</summary>
    public const int DocumentLength = 64 << 20;

    /// <summary>Maps and lists inside each other.</summary>
    public const int Depth = 100;

    /// <summary>Values of one document after its aliases are followed.</summary>
    public const long Nodes = 4_000_000;

    /// <summary>Values that aliases may add to a document, on top of what is written.</summary>
    public const long AliasedNodes = 100_000;
}
