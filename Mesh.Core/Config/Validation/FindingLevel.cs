namespace Mesh.Core.Config.Validation;

/// <summary>How much a finding matters; the gravest last.</summary>
public enum FindingLevel
{
    /// <summary>Works, and could be said better.</summary>
    Info,

    /// <summary>Likely not what its writer meant.</summary>
    Warning,

    /// <summary>Something does not work.</summary>
    Error,
}
