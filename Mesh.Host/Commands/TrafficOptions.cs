using System.CommandLine;

namespace Mesh.Commands;

/// <summary>What commands about traffic have in common.</summary>
internal static class TrafficOptions
{
    public const string NoTraffic =
        "No traffic is known of that time. Proxies tell of it when a Telemetry object names the access-log provider \"actormesh\":\n"
        + "  {apiVersion: telemetry.istio.io/v1, kind: Telemetry, metadata: {name: traffic, namespace: istio-system},\n"
        + "   spec: {accessLogging: [{providers: [{name: actormesh}]}]}}";

    public static Option<string> Duration(string byDefault) =>
        new("--duration") { Description = "How far back to look: 30s, 10m, 6h.", HelpName = "DURATION", DefaultValueFactory = _ => byDefault };

    public static Argument<string[]> Namespaces() =>
        new("namespace") { Description = "Only traffic from or to these namespaces; all without any.", Arity = ArgumentArity.ZeroOrMore, HelpName = "NAMESPACE" };

    public static string Query(string path, string duration, IEnumerable<string>? namespaces = null) =>
        $"{path}?duration={Uri.EscapeDataString(duration)}{(namespaces?.Any() == true ? $"&namespaces={Uri.EscapeDataString(string.Join(',', namespaces))}" : "")}";
}
