namespace Mesh.Core.Config.Yaml;

/// <summary>A piece of a document that remembers its line. Pieces behind an alias are shared, not copied.</summary>
public abstract class ConfigNode(int line)
{
    /// <summary>1-based, in the file.</summary>
    public int Line { get; } = line;

    /// <summary>Nodes in this subtree, shared ones counted each time they are met; what bounds an alias bomb.</summary>
    public long Size { get; internal set; } = 1;

    /// <summary>Maps and lists that stand in each other below this one.</summary>
    public int Height { get; internal set; }

    /// <summary>What a person would call it: "a map", "the number 5".</summary>
    public abstract string Describe();
}
