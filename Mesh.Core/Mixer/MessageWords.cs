namespace Mesh.Core.Mixer;

/// <summary>Numbers of words in one message: 0 and above are the global dictionary's, -1 is the first of the message's own.</summary>
/// <param name="own">The message's own words; they are looked at before <paramref name="shared"/>.</param>
/// <param name="shared">Words that hold for all sets of a report.</param>
public sealed class MessageWords(IReadOnlyList<string> own, IReadOnlyList<string> shared)
{
    /// <exception cref="FormatException">There is no such word.</exception>
    public string Word(int number)
    {
        if (number >= 0) return number < GlobalDictionary.Words.Count ? GlobalDictionary.Words[number] : throw new FormatException($"the global dictionary has no word {number}");
        var index = -(number + 1);
        if (index < own.Count) return own[index];
        return index < shared.Count ? shared[index] : throw new FormatException($"the message has no word {number}");
    }
}

/// <summary>Gives words their numbers in a message that is being written.</summary>
public sealed class MessageWordWriter
{
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<string> _own = [];

    /// <summary>What the message must carry.</summary>
    public IReadOnlyList<string> Own => _own;

    public int Number(string word)
    {
        if (GlobalDictionary.NumberOf(word) is { } known) return known;
        if (_numbers.TryGetValue(word, out var number)) return number;
        _own.Add(word);
        return _numbers[word] = -_own.Count;
    }
}
