namespace Mesh.Actors.Log;

/// <summary>What is to be thought of objects whose content the log does not know.</summary>
public enum OfHidden
{
    /// <summary>They were told because they changed.</summary>
    Changed,

    /// <summary>They were told because everything was.</summary>
    ReadAgain,

    /// <summary>They are as they were.</summary>
    Same,
}
