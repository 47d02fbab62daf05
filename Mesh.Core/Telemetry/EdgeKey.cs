namespace Mesh.Core.Telemetry;

/// <summary>Which end told of a request. Between two sidecars both do, so sums are made over one of them.</summary>
public enum Reporter
{
    Source,
    Destination,
}

/// <summary>How the connection between the two ends was secured; only the destination can say.</summary>
public static class ConnectionSecurity
{
    public const string MutualTls = "mutual_tls";
    public const string None = "none";
    public const string Unknown = "unknown";
}

/// <summary>An arrow of the service graph, as one of its ends sees it.</summary>
/// <param name="Service">The host that was called: <c>reviews.default.svc.cluster.local</c>; <c>unknown</c>, <c>PassthroughCluster</c>, … where no service was.</param>
/// <param name="Protocol"><c>http</c>, <c>grpc</c> or <c>tcp</c>.</param>
/// <param name="Security">See <see cref="ConnectionSecurity"/>.</param>
public sealed record EdgeKey(
    Reporter Reporter,
    Peer Source,
    Peer Destination,
    string Service,
    string ServiceName,
    string ServiceNamespace,
    string Protocol,
    string Security);
