using Envoy.Config.Core.V3;
using Envoy.Config.Route.V3;
using Google.Protobuf;
using Mesh.Core.Config;

namespace Mesh.Core.Translation.Routes;

/// <summary>HTTPDirectResponse → envoy.config.route.v3.DirectResponseAction.</summary>
internal static class DirectResponses
{
    public static DirectResponseAction Translate(HttpDirectResponse response) => new()
    {
        Status = response.Status ?? 0,
        Body = response.Body switch
        {
            { Bytes: { } bytes } => new DataSource { InlineBytes = Base64(bytes) },
            { String: { } text } => new DataSource { InlineString = text },
            _ => null,
        },
    };

    /// <summary>Protobuf's JSON takes both alphabets, padded or not. What is neither was refused when it was read.</summary>
    private static ByteString Base64(string text)
    {
        var standard = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        var padded = standard.PadRight((standard.Length + 3) / 4 * 4, '=');
        var buffer = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, buffer, out var length) ? ByteString.CopyFrom(buffer, 0, length) : ByteString.Empty;
    }
}
