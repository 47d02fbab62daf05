namespace Mesh.Core.Telemetry.AccessLog;

/// <summary>What names a request's series, as text: the part of an entry that many entries have alike.</summary>
public sealed record EntryFacts
{
    /// <summary>By whoever made the stream: which side of the traffic it tells of; null when it does not say.</summary>
    public Reporter? Side { get; init; }

    /// <summary>The client's address, as the connection has it.</summary>
    public string ClientAddress { get; init; } = "";

    public string LocalAddress { get; init; } = "";

    public int LocalPort { get; init; }

    public string UpstreamAddress { get; init; } = "";

    public string UpstreamCluster { get; init; } = "";

    public string PeerUri { get; init; } = "";

    public string Authority { get; init; } = "";

    public string GrpcStatus { get; init; } = "";

    public bool IsTcp { get; init; }

    public bool IsGrpc { get; init; }

    public bool MutualTls { get; init; }

    public uint Code { get; init; }

    /// <summary>See <see cref="ResponseFlags"/>.</summary>
    public string Flags { get; init; } = ResponseFlags.None;
}
