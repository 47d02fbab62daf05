namespace Mesh.Tests.Fixtures;

/// <summary>Where the files of the repository are: samples, scripts, the built executable.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The control plane's executable as the build made it, in the configuration of these tests.</summary>
    public static string ActorMesh { get; } = Path.Combine(
        Root, "Mesh.Host/bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, new DirectoryInfo(AppContext.BaseDirectory).Name, "actormesh");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ActorMesh.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not inside the repository.");
        return folder.FullName;
    }
}
