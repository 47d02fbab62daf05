using System.Collections.Frozen;

namespace Mesh.Core.Config.Validation;

/// <summary>The protocols that a port may speak, in any case.</summary>
internal static class ProtocolNames
{
    private static readonly FrozenSet<string> All = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "TCP", "UDP", "GRPC", "GRPC-WEB", "HTTP", "HTTP_PROXY", "HTTP2", "HTTPS", "TLS", "MONGO", "REDIS", "MYSQL", "HBONE");

    private static readonly FrozenSet<string> OfHttp = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "HTTP", "HTTP2", "HTTP_PROXY", "GRPC", "GRPC-WEB");

    private static readonly FrozenSet<string> OfTls = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "HTTPS", "TLS");

    public static bool IsKnown(string protocol) => All.Contains(protocol);

    public static bool IsHttp(string protocol) => OfHttp.Contains(protocol);

    public static bool IsTls(string protocol) => OfTls.Contains(protocol);

    public static void Protocol(this Findings findings, string field, string? protocol)
    {
        if (!IsKnown(protocol ?? "")) findings.Error(field, $"\"{protocol}\" is not a protocol; allowed: {string.Join(", ", All.Order(StringComparer.Ordinal))}");
    }
}
