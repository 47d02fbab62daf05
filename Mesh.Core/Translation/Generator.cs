using Mesh.Core.Model;
using Mesh.Core.Translation.Clusters;
using Mesh.Core.Translation.Endpoints;
using Mesh.Core.Translation.Extensions;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Translation.Names;
using Mesh.Core.Translation.Routes;

namespace Mesh.Core.Translation;

/// <summary>Everything that one proxy would be sent, by the words that the operator's tool uses.</summary>
public sealed record Generated(
    IReadOnlyList<Translated> Clusters,
    IReadOnlyList<Translated> Endpoints,
    IReadOnlyList<Translated> Listeners,
    IReadOnlyList<Translated> Routes,
    IReadOnlyList<Translated> Extensions,
    IReadOnlyList<Translated> Names);

/// <summary>Model + proxy → resources, with the order of Envoy's questions: routes are those that listeners name, endpoints those that clusters name.</summary>
public static class Generator
{
    public static Generated Generate(ProxyContext context)
    {
        IReadOnlyList<Translated> clusters = [.. ClusterTranslator.Translate(context)];
        IReadOnlyList<Translated> listeners = [.. ListenerTranslator.Translate(context)];
        return new(
            clusters,
            [.. References.Of(clusters).Select(x => EndpointTranslator.Translate(context, x)).OfType<Translated>()],
            listeners,
            [.. References.Of(listeners).Select(x => RouteTranslator.Translate(context, x)).OfType<Translated>()],
            [.. ExtensionTranslator.Translate(context)],
            [.. NameTableTranslator.Translate(context)]);
    }
}
