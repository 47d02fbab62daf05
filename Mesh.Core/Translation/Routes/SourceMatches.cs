using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Routes;

/// <summary>The parts of a match that the control plane decides, since they ask about the client and not about the request.</summary>
internal static class SourceMatches
{
    public static bool AsksAboutClient(HttpMatchRequest match) =>
        match.Port is > 0 || match.Gateways is { Count: > 0 } || match.SourceLabels is { Count: > 0 } || match.SourceNamespace is { Length: > 0 };

    /// <summary>
    /// True when a match holds for a client on a port of a gateway (or of the mesh). A match that names gateways does not look at labels and
    /// namespace any more.
    /// </summary>
    public static bool Applies(HttpMatchRequest match, int port, string gateway, ValueMap<string> labels, string @namespace)
    {
        if (match.Port is > 0 and var wanted && wanted != port) return false;
        if (match.Gateways is { Count: > 0 } gateways) return gateways.Contains(gateway);
        return Selectors.Selects(match.SourceLabels, labels) && (match.SourceNamespace is not { Length: > 0 } source || source == @namespace);
    }
}
