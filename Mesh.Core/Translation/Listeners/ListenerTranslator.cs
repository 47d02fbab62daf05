namespace Mesh.Core.Translation.Listeners;

/// <summary>The listeners of a proxy.</summary>
public static class ListenerTranslator
{
    public static IEnumerable<Translated> Translate(ProxyContext context) => [];
}
