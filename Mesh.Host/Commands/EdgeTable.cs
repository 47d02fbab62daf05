using System.Globalization;

namespace Mesh.Commands;

/// <summary>Edges as a table.</summary>
internal static class EdgeTable
{
    public static readonly string[] Columns = ["SOURCE", "DESTINATION", "SERVICE", "PROTOCOL", "RATE", "ERRORS", "P50", "P95", "P99", "BYTES OUT", "MTLS", "HEALTH"];

    public static string[] Row(EdgeReport edge) =>
    [
        edge.Source,
        edge.DestinationVersion is "unknown" or "" ? edge.Destination : $"{edge.Destination} ({edge.DestinationVersion})",
        edge.Service,
        edge.Protocol,
        edge.Protocol == "tcp" ? $"{edge.ConnectionsOpened} opened" : $"{Number(edge.Rate, "0.00")}/s",
        edge.Protocol == "tcp" ? "-" : $"{Number(edge.ErrorPercent, "0.0")} %",
        Time(edge.P50Milliseconds),
        Time(edge.P95Milliseconds),
        Time(edge.P99Milliseconds),
        $"{Bytes(edge.Protocol == "tcp" ? edge.SentBytesPerSecond : edge.ResponseBytesPerSecond)}/s",
        edge.MutualTlsPercent is { } share ? $"{Number(share, "0")} %" : "-",
        edge.Health,
    ];

    private static string Time(double? milliseconds) => milliseconds is { } time ? $"{Number(time, time < 10 ? "0.0" : "0")} ms" : "-";

    private static string Bytes(double bytes) => bytes switch
    {
        < 1_000 => $"{Number(bytes, "0")} B",
        < 1_000_000 => $"{Number(bytes / 1_000, "0.0")} kB",
        _ => $"{Number(bytes / 1_000_000, "0.0")} MB",
    };

    private static string Number(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
