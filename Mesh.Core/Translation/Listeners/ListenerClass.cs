namespace Mesh.Core.Translation.Listeners;

/// <summary>Whose traffic a listener takes, which decides filters, logs and headers.</summary>
public enum ListenerClass
{
    SidecarInbound,
    SidecarOutbound,
    Gateway,
}
