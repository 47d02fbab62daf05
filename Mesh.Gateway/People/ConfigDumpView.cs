using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Xds;
using static Mesh.Actors.Connections.ConnectionMessages;

namespace Mesh.Gateway.People;

/// <summary>What a proxy may have now, as canonical protobuf JSON. Secrets and whatever else opens doors are left out.</summary>
internal static class ConfigDumpView
{
    private const string Redacted = "[redacted]";

    /// <summary>Names of fields, anywhere, whose content is for the proxy alone.</summary>
    private static readonly HashSet<string> Sensitive =
    [
        "privateKey", "privateKeyProvider", "password", "pkcs12", "keys", "tokenSecret", "hmacSecret", "clientSecret", "genericSecret", "sessionTicketKeys", "credentials",
    ];

    /// <param name="reports">All streams of one proxy: its secrets may come on another one than its clusters.</param>
    public static string Of(IReadOnlyList<ConnectionReport> reports) => new JsonObject
    {
        ["proxy"] = reports[0].Proxy!.Id,
        ["configs"] = new JsonArray([.. reports.SelectMany(Configs)]),
    }.ToJsonString(DebugJson.Options);

    private static IEnumerable<JsonNode?> Configs(ConnectionReport report) =>
        from status in report.Status.Types
        let set = report.Snapshot?[status.Type]
        where set is not null
        from resource in set.All
        where status.Wildcard || status.Names.Contains(resource.Name)
        select Entry(report, status, resource);

    private static JsonObject Entry(ConnectionReport report, TypeStatus status, XdsResource resource) => new()
    {
        ["type"] = status.Type.ShortName,
        ["name"] = resource.Name,
        ["version"] = resource.Version,
        ["state"] = SyncView.Word(status.State),
        ["stream"] = report.ConnectionId,
        ["origins"] = new JsonArray([.. resource.Origins.Select(x => (JsonNode?)x.ToString())]),
        ["resource"] = status.Type == XdsType.Secret ? Redacted : Body(resource),
    };

    private static JsonNode? Body(XdsResource resource)
    {
        try
        {
            var node = JsonNode.Parse(EnvoyTypes.Formatter.Format(resource.Body));
            Redact(node);
            return node;
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException)
        {
            // A type that the contracts do not have, passed through from an EnvoyFilter.
            return $"cannot be shown: {e.Message}";
        }
    }

    private static void Redact(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                foreach (var name in fields.Select(x => x.Key).ToList())
                {
                    if (Sensitive.Contains(name)) fields[name] = Redacted;
                    else Redact(fields[name]);
                }
                break;
            case JsonArray items:
                foreach (var item in items) Redact(item);
                break;
        }
    }
}
