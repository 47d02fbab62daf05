namespace Mesh.Tests.Fixtures.Pods;

/// <summary>A file of configuration as it should stand in the watched directory.</summary>
public sealed record ConfigFile(string Name, string Text)
{
    /// <summary>A file of samples/, such as canary/reviews-routing.yaml.</summary>
    public static ConfigFile Sample(string path) => new(Path.GetFileName(path), File.ReadAllText(Path.Combine(Repository.Root, "samples", path)));
}

/// <summary>The directory that the control plane watches. Files appear in it whole, as an editor or kubectl would leave them.</summary>
public sealed class ConfigDirectory(string path)
{
    public string Path { get; } = Directory.CreateDirectory(path).FullName;

    /// <summary>Makes these its only files, and touches none that is right already.</summary>
    public void Hold(IEnumerable<ConfigFile> files)
    {
        var wanted = files.ToDictionary(file => file.Name, file => file.Text);
        foreach (var file in Directory.GetFiles(Path).Where(file => !wanted.ContainsKey(System.IO.Path.GetFileName(file)))) File.Delete(file);
        foreach (var (name, text) in wanted) Write(name, text);
    }

    public void Write(string name, string text)
    {
        var file = System.IO.Path.Combine(Path, name);
        if (File.Exists(file) && File.ReadAllText(file) == text) return;
        // A name that no reader of YAML looks at, until the file is whole.
        var draft = System.IO.Path.Combine(Path, $".{name}.draft");
        File.WriteAllText(draft, text);
        File.Move(draft, file, overwrite: true);
    }
}
