using Akka.Configuration;

namespace Mesh.Serve.Settings;

/// <summary>PEM files by which members prove to each other that they are members.</summary>
/// <param name="Certificate">This member's certificate, with what leads to the root after it.</param>
/// <param name="Key">Its private key, unencrypted, for this process alone to read.</param>
/// <param name="Trusted">The roots that members' certificates lead to, and no others.</param>
public sealed record MemberTlsFiles(string Certificate, string Key, string Trusted)
{
    /// <returns>null when none of the three is set.</returns>
    /// <exception cref="SettingException">Only some of them are set, or a file is not there.</exception>
    public static MemberTlsFiles? From(Config config)
    {
        string[] keys = ["mesh.cluster.tls.certificate", "mesh.cluster.tls.key", "mesh.cluster.tls.trusted"];
        var files = keys.Select(config.Text).ToArray();
        if (files.All(x => x.Length == 0)) return null;
        foreach (var (key, file) in keys.Zip(files))
        {
            if (file.Length == 0) throw new SettingException(key, "is not set, but others of mesh.cluster.tls are; all three belong together");
            if (!File.Exists(file)) throw new SettingException(key, $"there is no file {file}");
        }
        return new(files[0], files[1], files[2]);
    }
}
