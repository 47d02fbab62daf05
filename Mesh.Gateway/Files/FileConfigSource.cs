using System.Runtime.CompilerServices;
using Mesh.Actors.Config;
using Mesh.Core.Config;

namespace Mesh.Gateway.Files;

/// <summary>
/// Configuration from files: directories with all that is below them, and single files. A change is read at once, only the file that changed;
/// everything is looked over now and then as well, for what the kernel's notices miss.
/// </summary>
public sealed class FileConfigSource(FileConfigOptions options, TimeProvider time) : IConfigSource
{
    public string Description => $"files in {string.Join(", ", options.Paths)}";

    public string? PathOf(ConfigSource place) => Path.GetFullPath(place.File);

    /// <inheritdoc/>
    /// <exception cref="FileNotFoundException">A path is not there at the start.</exception>
    public async IAsyncEnumerable<ConfigChanges> Watch([EnumeratorCancellation] CancellationToken cancel)
    {
        string[] paths = [.. options.Paths, .. options.MeshConfigFile is { } mesh ? [mesh] : Array.Empty<string>()];
        if (paths.FirstOrDefault(x => !Path.Exists(x)) is { } missing) throw new FileNotFoundException($"{missing} is neither a file nor a directory", missing);

        var dirty = new DirtyPaths();
        using var watchers = new PathWatchers(paths, dirty); // before the first look, so that nothing falls in between
        var files = new WatchedFiles(options, time);
        yield return files.ReadAll();

        for (var nextRescan = time.GetUtcNow() + options.RescanEvery; ;)
        {
            await dirty.WaitAsync(Until(files.NextDue is { } due && due < nextRescan ? due : nextRescan), time, cancel);
            cancel.ThrowIfCancellationRequested();
            var (named, all) = dirty.Take();
            if (all) watchers.Renew();
            var changes = files.Read(named, all);
            if (HasAny(changes)) yield return changes;
            if (time.GetUtcNow() < nextRescan) continue;

            watchers.Renew();
            var missed = files.ReadChanged();
            if (HasAny(missed)) yield return missed;
            nextRescan = time.GetUtcNow() + options.RescanEvery;
        }
    }

    private TimeSpan Until(DateTimeOffset moment)
    {
        var left = moment - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static bool HasAny(ConfigChanges changes) =>
        changes.Applied.Count > 0 || changes.Removed.Count > 0 || changes.Refused is not null || changes.Warnings is not null || changes.Mesh is not null;
}
