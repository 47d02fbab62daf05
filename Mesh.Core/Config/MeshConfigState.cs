using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>The mesh-wide settings in force: the last good ones, from a file of their own or else from the ConfigMap, else the defaults.</summary>
public sealed class MeshConfigState
{
    private MeshConfig _fromFile = MeshConfig.Default;
    private MeshConfig _fromConfigMap = MeshConfig.Default;
    private MeshNetworks? _networks;
    private bool _hasFile;

    public MeshConfig Current { get; private set; } = MeshConfig.Default;

    /// <summary>What is wrong with the newest version of each; empty when it is in force.</summary>
    public ValueList<ConfigError> FileErrors { get; private set; } = [];

    /// <inheritdoc cref="FileErrors"/>
    /// <remarks>With a file of their own, the settings in the ConfigMap count for nothing, and so do their errors; its networks do count.</remarks>
    public ValueList<ConfigError> ConfigMapErrors { get; private set; } = [];

    /// <summary>Of the source that is in force.</summary>
    public ValueList<ConfigError> Errors => [.. FileErrors, .. ConfigMapErrors];

    /// <param name="text">The file's text; null when it is gone, and the last good settings stay.</param>
    /// <returns>Whether other settings are in force now.</returns>
    public bool SetFile(string? text)
    {
        _hasFile = true;
        var reading = text is null ? new(null, [new ConfigError("", "the file is gone; its last settings stay in force")]) : MeshConfigReader.Read(text);
        FileErrors = reading.Errors;
        _fromFile = reading.Value ?? _fromFile;
        return Settle();
    }

    /// <param name="configMap">Null when there is none (any more).</param>
    /// <returns>Whether other settings are in force now.</returns>
    public bool SetConfigMap(ConfigObject<ConfigMapObject>? configMap)
    {
        var reading = configMap is null ? new(MeshConfig.Default, []) : MeshConfigReader.Read(configMap);
        var networks = MeshNetworksReader.Read(configMap);
        ConfigMapErrors = _hasFile ? networks.Errors : [.. reading.Errors, .. networks.Errors];
        if (networks.Errors.Count == 0) _networks = networks.Value;
        _fromConfigMap = reading.Value ?? _fromConfigMap;
        return Settle();
    }

    private bool Settle()
    {
        var settled = (_hasFile ? _fromFile : _fromConfigMap) with { Networks = _networks };
        if (settled == Current) return false;
        Current = settled;
        return true;
    }
}
