using Mesh.Actors.Config;
using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Gateway.Files;

/// <summary>
/// What the files said when they were last read, and what new readings change in it. A file that seems to be half written (objects that it had
/// are missing, or its last line is cut) is held back until it has been still for a while; a file that took its place by a rename never is.
/// </summary>
internal sealed class WatchedFiles(FileConfigOptions options, TimeProvider time)
{
    private readonly ConfigStore _store = new();
    private readonly MeshConfigState _mesh = new();
    private readonly ConfigKey _meshConfigMap = MeshConfigReader.ConfigMapOf(options.RootNamespace, options.Revision);
    private readonly Dictionary<string, FileStamp> _stamps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (UInt128 Hash, DateTimeOffset Until)> _held = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _unreadable = new(StringComparer.Ordinal);
    private readonly HashSet<string> _cutLines = new(StringComparer.Ordinal);
    private IReadOnlyList<ReadDocument> _refused = [];
    private IReadOnlyList<ConfigWarning> _warnings = [];

    /// <summary>When a file that is held back is due.</summary>
    public DateTimeOffset? NextDue => _held.Count == 0 ? null : _held.Values.Min(x => x.Until);

    /// <summary>Reads everything, as at the start.</summary>
    public ConfigChanges ReadAll()
    {
        var changes = Read(Everything().Select(x => new DirtyPath(x, Whole: false)));
        return changes with { Mesh = _mesh.Current, Refused = AllRefused(), Warnings = AllWarnings() };
    }

    /// <summary>Reads what has changed by its looks: time or length.</summary>
    public ConfigChanges ReadChanged() => Read(Everything().Where(LooksChanged).Select(x => new DirtyPath(x, Whole: false)));

    /// <summary>Reads what notices named, and what is due of the files held back.</summary>
    public ConfigChanges Read(IReadOnlyList<DirtyPath> dirty, bool all)
    {
        var due = _held.Where(x => x.Value.Until <= time.GetUtcNow()).Select(x => new DirtyPath(x.Key, Whole: false)).ToArray();
        var named = all ? Everything().Select(x => new DirtyPath(x, Whole: false)) : dirty.SelectMany(Files);
        return Read(due.Concat(named).GroupBy(x => x.Path).Select(x => new DirtyPath(x.Key, x.Any(y => y.Whole))));
    }

    private ConfigChanges Read(IEnumerable<DirtyPath> paths)
    {
        var readings = new List<FileReading>();
        var (meshChanged, refusedChanged) = (false, false);
        foreach (var path in paths.OrderBy(x => x.Path, StringComparer.Ordinal))
        {
            var unreadable = _unreadable.GetValueOrDefault(path.Path);
            if (TryRead(path) is { } text)
            {
                if (path.Path != options.MeshConfigFile)
                {
                    readings.Add(new(path.Path, text.Text is null ? null : ConfigReader.Read(path.Path, text.Text)));
                }
                else
                {
                    var errors = _mesh.FileErrors;
                    meshChanged |= _mesh.SetFile(text.Text);
                    refusedChanged |= !errors.Equals(_mesh.FileErrors);
                }
            }
            refusedChanged |= unreadable != _unreadable.GetValueOrDefault(path.Path);
        }
        return Apply(readings, meshChanged, refusedChanged);
    }

    private ConfigChanges Apply(List<FileReading> readings, bool meshChanged, bool refusedChanged)
    {
        var changes = _store.Apply(readings);
        if (changes.Applied.Any(x => x.Key == _meshConfigMap) || changes.Removed.Contains(_meshConfigMap))
        {
            var errors = _mesh.ConfigMapErrors;
            meshChanged |= _mesh.SetConfigMap(_store.Find(_meshConfigMap) as ConfigObject<ConfigMapObject>);
            refusedChanged |= !errors.Equals(_mesh.ConfigMapErrors);
        }
        _refused = changes.Refused ?? _refused;
        _warnings = changes.Warnings ?? _warnings;
        return new()
        {
            Applied = changes.Applied,
            Removed = changes.Removed,
            Refused = changes.Refused is not null || refusedChanged ? AllRefused() : null,
            Warnings = changes.Warnings is null ? null : AllWarnings(),
            Mesh = meshChanged ? _mesh.Current : null,
        };
    }

    /// <returns>The file's new text; null when it is as before, cannot be read, or is held back.</returns>
    private FileText? TryRead(DirtyPath path)
    {
        FileText read;
        try
        {
            read = FileText.Read(path.Path);
            _unreadable.Remove(path.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _unreadable[path.Path] = e.Message;
            return null;
        }
        var isKnown = _stamps.TryGetValue(path.Path, out var before);
        if (isKnown && read.Text is not null && before.Hash == read.Stamp.Hash && before.Length == read.Stamp.Length)
        {
            _stamps[path.Path] = read.Stamp;
            _held.Remove(path.Path);
            return null;
        }
        if (!isKnown && read.Text is null) return null;
        if (!path.Whole && isKnown && read.Text is { } text && SeemsHalfWritten(path.Path, text) && !IsStill(path.Path, read.Stamp.Hash)) return null;
        Remember(path.Path, read);
        return read;
    }

    private void Remember(string path, FileText read)
    {
        _held.Remove(path);
        if (read.Text is null) _stamps.Remove(path);
        else _stamps[path] = read.Stamp;
        if (read.Text is null || read.Text.EndsWith('\n')) _cutLines.Remove(path);
        else _cutLines.Add(path);
    }

    private bool SeemsHalfWritten(string path, string text)
    {
        if (string.IsNullOrWhiteSpace(text) || (!text.EndsWith('\n') && !_cutLines.Contains(path))) return true;
        if (path == options.MeshConfigFile) return false;
        var keys = ConfigReader.Read(path, text).Select(x => x.Key).ToHashSet();
        return _store.KeysOf(path).Any(x => !keys.Contains(x));
    }

    /// <summary>Whether a file that was held back still says the same, and was given its time.</summary>
    private bool IsStill(string path, UInt128 hash)
    {
        var now = time.GetUtcNow();
        if (_held.TryGetValue(path, out var held) && held.Hash == hash) return held.Until <= now;
        _held[path] = (hash, now + options.SettleTime);
        return false;
    }

    /// <summary>A notice about a directory is one about all files in it, those that are and those that were.</summary>
    private IEnumerable<DirtyPath> Files(DirtyPath path)
    {
        if (_stamps.ContainsKey(path.Path) || File.Exists(path.Path)) return [path];
        var prefix = path.Path + Path.DirectorySeparatorChar;
        var known = _stamps.Keys.Where(x => x.StartsWith(prefix, StringComparison.Ordinal));
        var found = Directory.Exists(path.Path) ? ConfigFiles.Find(path.Path) : [];
        return known.Union(found).Select(x => path with { Path = x });
    }

    private IEnumerable<string> Everything()
    {
        var found = options.Paths.SelectMany(x => Path.Exists(x) ? ConfigFiles.Find(x) : []);
        return _stamps.Keys.Union(found).Union(options.MeshConfigFile is { } mesh ? [mesh] : Array.Empty<string>()).ToArray();
    }

    private bool LooksChanged(string path)
    {
        var file = new FileInfo(path);
        return !_stamps.TryGetValue(path, out var stamp) ? file.Exists : !file.Exists || file.LastWriteTimeUtc != stamp.Written || file.Length != stamp.Length;
    }

    private List<RefusedObject> AllRefused() =>
    [
        .. _unreadable.Select(x => new RefusedObject("document", new(x.Key, 0), [new ConfigError("", $"the file cannot be read: {x.Value}")])),
        .. _mesh.FileErrors.Select(x => new RefusedObject("MeshConfig", new(options.MeshConfigFile ?? "", x.Line), [x])),
        .. _mesh.ConfigMapErrors.Select(x => new RefusedObject("MeshConfig", _store.Find(_meshConfigMap)?.Source ?? new("", 0), [x])),
        .. _refused.Select(x => new RefusedObject(Name(x), x.Source, x.Errors)),
    ];

    private List<RefusedObject> AllWarnings() => [.. _warnings.Select(x => new RefusedObject("document", x.Source, [new ConfigError(x.Field, x.Reason, x.Source.Line)]))];

    private static string Name(ReadDocument document) =>
        document.Key?.ToString() ?? (document.Kind.Length == 0 || document.Name.Length == 0 ? "document" : $"{document.Kind} {document.Name}");
}
