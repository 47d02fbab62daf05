namespace Mesh.Serve.Settings;

/// <summary>A setting that the program does not start with, in the words of whoever wrote it.</summary>
public sealed class SettingException(string setting, string reason) : Exception($"{setting}: {reason}")
{
    public string Setting { get; } = setting;
}
