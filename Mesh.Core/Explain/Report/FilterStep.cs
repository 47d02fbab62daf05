namespace Mesh.Core.Explain.Report;

/// <summary>What a filter does to the request.</summary>
public enum FilterEffect
{
    /// <summary>It goes on, perhaps changed.</summary>
    Passes,

    /// <summary>Whether it goes on depends on what can not be known from the configuration.</summary>
    Depends,

    /// <summary>It ends here.</summary>
    Denies,
}

/// <param name="Filter">Its name in the chain.</param>
public sealed record FilterStep(string Filter, FilterEffect Effect, string Why);
