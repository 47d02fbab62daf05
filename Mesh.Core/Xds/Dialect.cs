namespace Mesh.Core.Xds;

/// <summary>All that the two variants of the protocol do in different ways; everything else of a stream knows one way only.</summary>
internal abstract class Dialect
{
    public static Dialect Of(StreamKind kind) => kind == StreamKind.Delta ? new DeltaDialect() : new StateOfTheWorldDialect();

    public abstract StreamKind Kind { get; }

    /// <summary>A response can say that a resource is not there (rule 40).</summary>
    public abstract bool TellsAbsence { get; }

    /// <summary>A request with a nonce that is not the last one counts for nothing (rule 16) or for its wishes (rule 17).</summary>
    public abstract bool StaleIsVoid { get; }

    /// <summary>Acknowledging a response acknowledges all before it: their own acknowledgements, being stale, are never heard.</summary>
    public abstract bool AcknowledgesAllBefore { get; }

    /// <summary>Whether every response of <paramref name="type"/> lists all that the client should have (rule 36).</summary>
    public abstract bool SendsWhole(XdsType type);

    /// <summary>Whether <paramref name="watch"/>, not answered yet, is content with what its client holds from an earlier stream.</summary>
    public abstract bool KnowsAll(Watch watch, XdsResourceSet current);

    /// <summary>The version that a response carries.</summary>
    public abstract string VersionOf(Watch watch);

    /// <summary>Reads the wishes out of a request. Remembers in <paramref name="watch"/> what it needs to read the next one.</summary>
    public abstract Demand Understand(Watch watch, StreamRequest request);

    protected static string[] Canonical(IEnumerable<string> names) => [.. names.Select(XdstpName.Canonical).Where(x => x.Length > 0)];
}
