namespace Mesh.Core.Security.Roots;

/// <summary>How far a change of roots has come.</summary>
public enum RootPhase
{
    /// <summary>There is none yet.</summary>
    None,

    Steady,

    /// <summary>The next root is being made known; nothing that it signed is in use.</summary>
    Introducing,

    /// <summary>The next root signs; the one before is trusted until nobody holds what it signed.</summary>
    Retiring,
}
