namespace Mesh.Core.Telemetry;

/// <summary>
/// Everything that requests are told apart by: an edge and an outcome. One object stands for equal keys wherever it can (<see cref="SeriesNames"/>), so
/// comparing is mostly a comparison of references, and the hash is made once.
/// </summary>
public sealed class SeriesKey : IEquatable<SeriesKey>
{
    /// <summary>Where records go whose own series would be one too many.</summary>
    public static readonly SeriesKey Overflow = new(
        new(Reporter.Source, Peer.Unknown, Peer.Unknown, Peer.UnknownName, Peer.UnknownName, Peer.UnknownName, "http", ConnectionSecurity.Unknown), "0", "-", "");

    private readonly int _hash;

    /// <param name="code">The HTTP status; <c>0</c> when the client got none, empty for TCP.</param>
    /// <param name="flags">Envoy's response flags, joined with commas; <c>-</c> for none.</param>
    /// <param name="grpcStatus">The number; empty when it is not gRPC.</param>
    public SeriesKey(EdgeKey edge, string code, string flags, string grpcStatus)
    {
        Edge = edge;
        Code = code;
        Flags = flags;
        GrpcStatus = grpcStatus;
        _hash = HashCode.Combine(edge, code, flags, grpcStatus);
    }

    public EdgeKey Edge { get; }

    public string Code { get; }

    public string Flags { get; }

    public string GrpcStatus { get; }

    public bool IsTcp => Edge.Protocol == "tcp";

    public bool Equals(SeriesKey? other) => ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && Code == other.Code && Flags == other.Flags && GrpcStatus == other.GrpcStatus && Edge.Equals(other.Edge));

    public override bool Equals(object? obj) => Equals(obj as SeriesKey);

    public override int GetHashCode() => _hash;

    public override string ToString() => $"{Edge.Reporter} {Edge.Source.Workload} -> {Edge.Destination.Workload} ({Edge.Service}) {Code} {Flags}";
}
