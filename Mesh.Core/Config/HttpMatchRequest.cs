using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.HTTPMatchRequest.</summary>
public sealed record HttpMatchRequest
{
    public string? Name { get; init; }

    public StringMatch? Uri { get; init; }

    public StringMatch? Scheme { get; init; }

    public StringMatch? Method { get; init; }

    public StringMatch? Authority { get; init; }

    public ValueMap<StringMatch>? Headers { get; init; }

    public uint? Port { get; init; }

    public ValueMap<string>? SourceLabels { get; init; }

    public ValueList<string>? Gateways { get; init; }

    public ValueMap<StringMatch>? QueryParams { get; init; }

    public bool? IgnoreUriCase { get; init; }

    public ValueMap<StringMatch>? WithoutHeaders { get; init; }

    public string? SourceNamespace { get; init; }

    public string? StatPrefix { get; init; }
}
