using System.Text.Json;
using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Mixer.Handlers;

/// <summary>One adapter: reads the settings of its handlers. One file an adapter, one line in <see cref="MixerAdapters"/>.</summary>
internal abstract class MixerAdapter
{
    /// <summary>What a handler's compiledAdapter calls it.</summary>
    public abstract string Name { get; }

    /// <summary>The templates whose instances it takes.</summary>
    public abstract ValueList<string> Templates { get; }

    /// <returns>The handler, or null when the settings are wrong: then the findings say why.</returns>
    public abstract IMixerHandler? Read(JsonElement? settings, Findings findings);
}

/// <inheritdoc/>
/// <typeparam name="TParams">The record of <c>spec.params</c>.</typeparam>
internal abstract class MixerAdapter<TParams> : MixerAdapter where TParams : class, new()
{
    protected const string Field = "spec.params";

    public sealed override IMixerHandler? Read(JsonElement? settings, Findings findings)
    {
        var reading = RecordReader.Read<TParams>(settings?.GetRawText() ?? "");
        foreach (var error in reading.Errors) findings.Error(error.Field.Length == 0 ? Field : $"{Field}.{error.Field}", error.Reason);
        if (reading.Value is not { } value) return null;
        var before = findings.Errors.Count;
        var handler = Make(value, findings);
        return findings.Errors.Count == before ? handler : null;
    }

    protected abstract IMixerHandler Make(TParams settings, Findings findings);
}
