namespace Mesh.Core.Config;

/// <summary>One version of an object in one file: the last good one.</summary>
internal sealed record ConfigCandidate(ConfigObject Object, UInt128 Content);

/// <summary>The objects of one file, each in its last good version, and what was refused of it.</summary>
internal sealed class FileContents
{
    public static readonly FileContents Empty = new();

    private readonly Dictionary<ConfigKey, ConfigCandidate> _candidates = [];
    private readonly List<ReadDocument> _refused = [];
    private readonly List<ConfigWarning> _warnings = [];

    public IReadOnlyDictionary<ConfigKey, ConfigCandidate> Candidates => _candidates;

    public IReadOnlyList<ReadDocument> Refused => _refused;

    public IReadOnlyList<ConfigWarning> Warnings => _warnings;

    /// <param name="before">The file's contents until now: what is broken now keeps its version from there.</param>
    /// <param name="live">What is in force: an object that comes broken from another file keeps its version from there.</param>
    public static FileContents Of(IReadOnlyList<ReadDocument> documents, FileContents before, IReadOnlyDictionary<ConfigKey, ConfigCandidate> live)
    {
        var now = new FileContents();
        foreach (var document in documents) now.Add(document, before, live);
        // A document that does not even say what it is may be any of the file's former objects, so none of them is taken as deleted.
        if (documents.Any(x => !x.Valid && x.Key is null))
        {
            foreach (var (key, candidate) in before.Candidates) now._candidates.TryAdd(key, candidate);
        }
        return now;
    }

    private void Add(ReadDocument document, FileContents before, IReadOnlyDictionary<ConfigKey, ConfigCandidate> live)
    {
        _warnings.AddRange(document.Warnings);
        if (!document.Valid) _refused.Add(document);
        if (document.Key is not { } key) return;

        if (document.Object is { } read && !_candidates.TryAdd(key, Same(before, live, key, document.Content) ?? new(read, document.Content)))
        {
            _warnings.Add(new(document.Source, "", $"{key} stands in this file twice; the one in line {_candidates[key].Object.Source.Line} is used"));
        }
        else if (!document.Valid && (before.Candidates.GetValueOrDefault(key) ?? live.GetValueOrDefault(key)) is { } lastGood)
        {
            _candidates.TryAdd(key, lastGood);
        }
    }

    private static ConfigCandidate? Same(FileContents before, IReadOnlyDictionary<ConfigKey, ConfigCandidate> live, ConfigKey key, UInt128 content)
    {
        if (before.Candidates.TryGetValue(key, out var own) && own.Content == content) return own;
        return live.TryGetValue(key, out var other) && other.Content == content ? other : null;
    }
}
