namespace Mesh.Gateway.Files;

/// <summary>The kernel's notices about some paths, told to <see cref="DirtyPaths"/>.</summary>
internal sealed class PathWatchers : IDisposable
{
    /// <summary>Bytes of notices that may wait, about a hundred each; past that some are dropped and we look everything over.</summary>
    private const int BufferSize = 64 << 10;

    private readonly DirtyPaths _dirty;
    private readonly Dictionary<string, FileSystemWatcher> _watchers = [];
    private readonly IReadOnlyList<string> _paths;

    public PathWatchers(IReadOnlyList<string> paths, DirtyPaths dirty)
    {
        (_paths, _dirty) = (paths, dirty);
        Renew();
    }

    /// <summary>Watches what is there and not watched yet; a watcher dies with its directory.</summary>
    public void Renew()
    {
        lock (_watchers)
        {
            foreach (var (path, watcher) in _watchers.Where(x => !Directory.Exists(x.Value.Path)).ToArray())
            {
                watcher.Dispose();
                _watchers.Remove(path);
            }
            foreach (var path in _paths.Where(x => !_watchers.ContainsKey(x))) Start(path);
        }
    }

    public void Dispose()
    {
        lock (_watchers)
        {
            foreach (var watcher in _watchers.Values) watcher.Dispose();
            _watchers.Clear();
        }
    }

    private void Start(string path)
    {
        var isDirectory = Directory.Exists(path);
        var directory = isDirectory ? path : Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
        if (!Directory.Exists(directory)) return;
        var watcher = new FileSystemWatcher(directory)
        {
            IncludeSubdirectories = isDirectory,
            InternalBufferSize = BufferSize,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
        };
        void On(string? name, bool whole = false, bool gone = false)
        {
            if (name is null) _dirty.AddAll();
            else if (isDirectory) OnInside(Path.Combine(path, name), whole, gone);
            else OnBeside(path, name, whole);
        }
        watcher.Created += (_, e) => On(e.Name);
        watcher.Changed += (_, e) => On(e.Name);
        watcher.Deleted += (_, e) => On(e.Name, gone: true);
        watcher.Renamed += (_, e) =>
        {
            On(e.OldName, gone: true);
            On(e.Name, whole: true);
        };
        watcher.Error += (_, e) => OnError(path, e.GetException());
        _watchers[path] = watcher;
        watcher.EnableRaisingEvents = true;
    }

    /// <summary>Something changed in a directory that we were given, or below it.</summary>
    private void OnInside(string changed, bool whole, bool gone)
    {
        var name = Path.GetFileName(changed);
        if (IsKubernetesLink(name)) _dirty.AddAll();
        else if (name is ['.', ..]) return;
        else if (ConfigFiles.IsConfig(name) || gone || Directory.Exists(changed)) _dirty.Add(changed, whole);
    }

    /// <summary>Something changed in the directory of a single file that we were given.</summary>
    private void OnBeside(string path, string name, bool whole)
    {
        if (IsKubernetesLink(name)) _dirty.AddAll();
        else if (name == Path.GetFileName(path)) _dirty.Add(path, whole);
    }

    /// <summary>A mounted ConfigMap's files lead through the link ..data, which is turned from one version to the next.</summary>
    private static bool IsKubernetesLink(string name) => name.StartsWith("..", StringComparison.Ordinal);

    /// <summary>A watcher survives notices that it had to drop; after anything else it is made anew.</summary>
    private void OnError(string path, Exception error)
    {
        if (error is not InternalBufferOverflowException) Drop(path);
        _dirty.AddAll();
    }

    private void Drop(string path)
    {
        lock (_watchers)
        {
            if (_watchers.Remove(path, out var watcher)) watcher.Dispose();
        }
    }
}
