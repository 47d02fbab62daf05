using Google.Protobuf;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.EnvoyFilters;

/// <summary>The value of a patch → a message of Envoy. Field names may be written either way, unknown ones are passed over, as by istiod.</summary>
internal static class PatchValues
{
    private static readonly Lazy<JsonParser> Parser = new(() => new(JsonParser.Settings.Default.WithTypeRegistry(EnvoyTypes.Registry).WithIgnoreUnknownFields(true)));

    /// <returns>null when there is no value, or none that the message could hold.</returns>
    public static T? Read<T>(SelectedPatch patch) where T : class, IMessage, new()
    {
        if (patch.Written.Patch?.Value is not { } value) return null;
        try
        {
            return Parser.Value.Parse<T>(value.GetRawText());
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException or InvalidOperationException or FormatException or OverflowException)
        {
            return null;
        }
    }
}
