using System.CommandLine;
using Mesh.Core.Config;
using Mesh.Gateway.Files;

namespace Mesh.Commands;

/// <summary>The options that say where configuration is, and its reading.</summary>
internal sealed class ConfigOptions
{
    public Option<string[]> Config { get; } = new("--config")
    {
        Description = "Directories (with all below them) and files of Kubernetes and Istio YAML.",
        HelpName = "DIR|FILE…",
        AllowMultipleArgumentsPerToken = true,
    };

    public Option<string?> MeshConfig { get; } = MeshConfigOption();

    public static Option<string?> MeshConfigOption() => new("--mesh-config")
    {
        Description = "File with the MeshConfig; else the ConfigMap istio of istio-system among the configuration holds it.",
        HelpName = "FILE",
    };

    /// <exception cref="CommandFailure">Something is not there, or the MeshConfig is broken: without it nothing that follows would be true.</exception>
    public static LoadedConfig Load(IReadOnlyList<string> paths, string? meshConfig)
    {
        foreach (var path in paths.Where(x => !File.Exists(x) && !Directory.Exists(x)))
        {
            throw new CommandFailure($"there is no file or directory {path}", ExitCode.WrongUsage);
        }
        if (meshConfig is not null && !File.Exists(meshConfig)) throw new CommandFailure($"--mesh-config: there is no file {meshConfig}", ExitCode.WrongUsage);
        return ConfigLoader.Load(new FileConfigOptions([.. paths], meshConfig));
    }

    /// <summary>Tells on standard error of each document that is left out.</summary>
    public static void TellRefused(LoadedConfig loaded, TextWriter errors)
    {
        foreach (var document in loaded.Documents.Where(x => !x.Valid))
        {
            errors.WriteLine($"left out: {Title(document)} ({document.Source})");
            foreach (var error in document.Errors) errors.WriteLine($"    {Line(error)}");
        }
    }

    public static string Title(ReadDocument document)
    {
        var name = document.Namespace.Length == 0 ? document.Name : $"{document.Namespace}/{document.Name}";
        return (document.Kind.Length == 0, name.Length == 0) switch
        {
            (true, true) => "a document that can not be read",
            (true, false) => name,
            (false, true) => $"a {document.Kind} without a name",
            _ => $"{document.Kind} {name}",
        };
    }

    public static string Line(Core.Values.ConfigError error) => error.Line > 0 ? $"line {error.Line}: {error}" : error.ToString();
}
