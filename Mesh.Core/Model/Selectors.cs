namespace Mesh.Core.Model;

public static class Selectors
{
    /// <summary>True when every label of <paramref name="selector"/> is among <paramref name="labels"/> with its value. An empty selector selects all.</summary>
    public static bool Selects(IReadOnlyDictionary<string, string>? selector, IReadOnlyDictionary<string, string> labels)
    {
        if (selector is null) return true;
        foreach (var (key, value) in selector)
        {
            if (!labels.TryGetValue(key, out var found) || found != value) return false;
        }
        return true;
    }
}
