namespace Mesh.Gateway.Files;

/// <summary>Finds the files of a directory that hold configuration.</summary>
public static class ConfigFiles
{
    /// <summary>Linked directories may form a ring; nobody nests deeper than this.</summary>
    private const int MaxDepth = 32;

    public static bool IsConfig(string path) => Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml" or ".json";

    /// <summary>
    /// The files of a directory and all below it, or the one file, in order of their paths. Directories whose names begin with a dot are left
    /// out: Kubernetes keeps a mounted ConfigMap's versions in such, and links the files to the current one.
    /// </summary>
    /// <exception cref="FileNotFoundException">There is neither a file nor a directory.</exception>
    public static IReadOnlyList<string> Find(string path)
    {
        if (File.Exists(path)) return [path];
        if (!Directory.Exists(path)) throw new FileNotFoundException($"{path} is neither a file nor a directory", path);
        var found = new List<string>();
        Collect(path, MaxDepth, found);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private static void Collect(string directory, int depth, List<string> found)
    {
        try
        {
            found.AddRange(Directory.EnumerateFiles(directory).Where(x => IsConfig(x) && Path.GetFileName(x)[0] != '.'));
            if (depth == 0) return;
            foreach (var child in Directory.EnumerateDirectories(directory).Where(x => Path.GetFileName(x)[0] != '.')) Collect(child, depth - 1, found);
        }
        catch (DirectoryNotFoundException)
        {
            // It went away while we looked, with all that was in it.
        }
    }
}
