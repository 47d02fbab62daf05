namespace Mesh.Core.Telemetry;

/// <summary>A way to sum requests: some whole numbers, and what a request adds to each. Sums of sums are sums, so it does not matter where they are made.</summary>
public interface IAggregation
{
    /// <summary>Under which its numbers are kept and sent. Outlives the code: never changes its meaning.</summary>
    string Name { get; }

    /// <summary>How many numbers it keeps. May grow, never shrink.</summary>
    int Width { get; }

    /// <param name="sums">As many as <see cref="Width"/>.</param>
    void Add(in Measures request, Span<long> sums);
}
