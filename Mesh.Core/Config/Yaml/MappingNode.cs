namespace Mesh.Core.Config.Yaml;

/// <summary>A map, in the order written. Keys are unique; the reader complains of a second one and keeps the first.</summary>
public sealed class MappingNode(int line, IReadOnlyList<MappingEntry> entries) : ConfigNode(line)
{
    public IReadOnlyList<MappingEntry> Entries { get; } = entries;

    public MappingEntry? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key == key) return entry;
        }
        return null;
    }

    public override string Describe() => "a map";
}

/// <summary>One line of a map.</summary>
public sealed class MappingEntry(string key, int line, ConfigNode value)
{
    public string Key { get; } = key;

    public int Line { get; } = line;

    public ConfigNode Value { get; } = value;

    /// <summary>Whether some record took it. What nobody took is no part of an object's <see cref="Fingerprint"/>.</summary>
    public bool Taken { get; set; }
}
