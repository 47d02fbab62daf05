namespace Mesh.Core.Telemetry.AccessLog;

/// <summary>When in the life of a connection or request an entry was written. Spec: envoy.data.accesslog.v3.AccessLogType.</summary>
public enum LogMoment
{
    NotSet = 0,
    TcpUpstreamConnected = 1,
    TcpPeriodic = 2,
    TcpConnectionEnd = 3,
    DownstreamStart = 4,
    DownstreamPeriodic = 5,
    DownstreamEnd = 6,
}

/// <summary>What counts of an access-log entry, in place: texts are the bytes of the message that it was read from.</summary>
public ref struct LogEntry
{
    /// <summary>Addresses are texts such as 10.0.0.7.</summary>
    public ReadOnlySpan<byte> DownstreamAddress;

    /// <summary>The other end of the connection itself, whatever x-forwarded-for says.</summary>
    public ReadOnlySpan<byte> DirectAddress;

    public ReadOnlySpan<byte> LocalAddress;
    public int LocalPort;
    public ReadOnlySpan<byte> UpstreamAddress;
    public ReadOnlySpan<byte> UpstreamCluster;

    /// <summary>URI of the client's certificate: a SPIFFE id.</summary>
    public ReadOnlySpan<byte> PeerUri;

    public ReadOnlySpan<byte> Authority;
    public ReadOnlySpan<byte> ContentType;
    public ReadOnlySpan<byte> GrpcStatus;

    /// <summary>A certificate of the client was seen.</summary>
    public bool MutualTls;

    public bool IsTcp;
    public uint Code;
    public ulong Flags;
    public LogMoment Moment;
    public bool Intermediate;

    /// <summary>Microseconds.</summary>
    public long Duration;

    public long BytesIn;
    public long BytesOut;

    /// <summary>Told in the middle of something whose end will be told too.</summary>
    public readonly bool IsUnfinished => Intermediate || Moment is LogMoment.TcpPeriodic or LogMoment.DownstreamStart or LogMoment.DownstreamPeriodic or > LogMoment.DownstreamEnd;
}
