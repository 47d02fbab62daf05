namespace Mesh.Core.Config;

/// <summary>
/// What all files say together. An object whose new version is broken keeps its last good one; an object that says the same as before
/// keeps its reference; of an object that two files have, the first file by path counts. Decides only: whoever owns it reads the files.
/// </summary>
public sealed class ConfigStore
{
    private readonly SortedDictionary<string, FileContents> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<ConfigKey, SortedSet<string>> _places = [];
    private readonly SortedSet<ConfigKey> _doubled = [];
    private readonly Dictionary<ConfigKey, ConfigCandidate> _live = [];

    public IEnumerable<string> Files => _files.Keys;

    public IEnumerable<ConfigObject> Objects => _live.Values.Select(x => x.Object);

    /// <summary>The objects that a file has, in whichever version.</summary>
    public IEnumerable<ConfigKey> KeysOf(string path) => _files.TryGetValue(path, out var contents) ? contents.Candidates.Keys : [];

    public ConfigObject? Find(ConfigKey key) => _live.GetValueOrDefault(key)?.Object;

    /// <summary>Takes new readings of some files, all at once: an object that moves from one to another is not gone in between.</summary>
    public ConfigStoreChanges Apply(IReadOnlyList<FileReading> readings)
    {
        var touched = new SortedSet<ConfigKey>();
        var (refusedChanged, warningsChanged) = (false, false);
        foreach (var reading in readings)
        {
            var before = _files.GetValueOrDefault(reading.Path, FileContents.Empty);
            var now = reading.Documents is null ? FileContents.Empty : FileContents.Of(reading.Documents, before, _live);
            refusedChanged |= !before.Refused.SequenceEqual(now.Refused);
            warningsChanged |= !before.Warnings.SequenceEqual(now.Warnings);
            Place(reading.Path, before, now, touched);
            if (reading.Documents is null) _files.Remove(reading.Path);
            else _files[reading.Path] = now;
        }
        warningsChanged |= Mark(touched);
        var (applied, removed) = Settle(touched);
        return new(applied, removed, refusedChanged ? Refused() : null, warningsChanged ? Warnings() : null);
    }

    private void Place(string path, FileContents before, FileContents now, SortedSet<ConfigKey> touched)
    {
        foreach (var key in before.Candidates.Keys.Where(x => !now.Candidates.ContainsKey(x)))
        {
            touched.Add(key);
            _places[key].Remove(path);
        }
        foreach (var (key, candidate) in now.Candidates)
        {
            if (before.Candidates.TryGetValue(key, out var former) && ReferenceEquals(former, candidate)) continue;
            touched.Add(key);
            if (!_places.TryGetValue(key, out var places)) _places[key] = places = new(StringComparer.Ordinal);
            places.Add(path);
        }
    }

    /// <returns>Whether the objects that several files have are others now.</returns>
    private bool Mark(SortedSet<ConfigKey> touched)
    {
        var changed = false;
        foreach (var key in touched)
        {
            if (_places[key].Count > 1)
            {
                _doubled.Add(key);
                changed = true; // it may have moved between files, or within one
            }
            else
            {
                changed |= _doubled.Remove(key);
            }
        }
        return changed;
    }

    private (List<ConfigObject> Applied, List<ConfigKey> Removed) Settle(SortedSet<ConfigKey> touched)
    {
        var (applied, removed) = (new List<ConfigObject>(), new List<ConfigKey>());
        foreach (var key in touched)
        {
            var before = _live.GetValueOrDefault(key);
            if (_places[key].Min is not { } path)
            {
                _places.Remove(key);
                if (_live.Remove(key)) removed.Add(key);
                continue;
            }
            var now = _files[path].Candidates[key];
            if (before is not null && (ReferenceEquals(before.Object, now.Object) || before.Content == now.Content)) continue;
            _live[key] = now;
            applied.Add(now.Object);
        }
        return (applied, removed);
    }

    private List<ReadDocument> Refused() => [.. _files.Values.SelectMany(x => x.Refused)];

    private List<ConfigWarning> Warnings() => [.. _files.Values.SelectMany(x => x.Warnings), .. _doubled.SelectMany(Doubled)];

    private IEnumerable<ConfigWarning> Doubled(ConfigKey key)
    {
        var used = _files[_places[key].Min!].Candidates[key].Object;
        foreach (var path in _places[key].Skip(1))
        {
            var source = _files[path].Candidates[key].Object.Source;
            yield return new(source with { File = path }, "", $"{key} stands in {used.Source} too, which is used because its path comes first");
        }
    }
}
