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
            { Bytes: { } bytes } => new DataSource { InlineBytes = ByteString.FromBase64(bytes) },
            { String: { } text } => new DataSource { InlineString = text },
            _ => null,
        },
    };
}
