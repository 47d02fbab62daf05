using System.Globalization;
using System.Text;
using Mesh.Actors.Config;
using Mesh.Actors.Jwks;
using Mesh.Core.Analysis;
using Mesh.Core.Model;
using Mesh.Core.Xds;
using static System.Net.WebUtility;
using static Mesh.Actors.Config.ConfigMessages;
using static Mesh.Actors.Connections.ConnectionMessages;

namespace Mesh.Gateway.People;

/// <summary>The page that answers first: is everything applied, has everybody got it, and if not, whose fault is it. Works without scripts.</summary>
internal static class IndexPage
{
    private const int MostRows = 500;

    public static async Task<string> Render(DebugSources sources, CancellationToken cancel)
    {
        var config = await sources.Config(cancel);
        var connections = await sources.Connections(cancel);
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!doctype html><html lang=en><meta charset=utf-8><title>ActorMesh</title><style>{Style}</style><main><h1>ActorMesh</h1>");
        Overview(page, sources, config, connections);
        Refused(page, "Refused", "Not applied; the last good version of each stays in force.", config?.Refused ?? []);
        Problems(page, sources.Problems);
        Refused(page, "Warnings", "Applied, but worth a look.", config?.Warnings ?? []);
        Findings(page, config?.Findings ?? []);
        Keys(page, sources.Keys);
        Proxies(page, connections, sources.Now);
        Services(page, sources.Model);
        return page.Append("</main></html>").ToString();
    }

    private static void Overview(StringBuilder page, DebugSources sources, ConfigReport? config, IReadOnlyList<ConnectionReport> connections)
    {
        var states = connections.SelectMany(x => x.Status.Types).ToLookup(x => x.State);
        var healthy = (config?.Refused.Count ?? 0) == 0 && sources.Problems.Withheld.Count == 0 && !states[SyncState.Error].Any();
        page.Append(CultureInfo.InvariantCulture, $"<p class={(healthy ? "good" : "bad")}>{(healthy ? "Everything that was written is applied, and no proxy refuses it." : "Something needs a look: see below.")}</p><dl>");
        Fact(page, "member", sources.Member);
        Fact(page, "configuration", config is null ? $"kept by {sources.Members.Directory.All.FirstOrDefault(x => x.IsOldest)?.Name ?? "nobody"}" : $"revision {config.Revision} from {config.Source}");
        Fact(page, "objects", config is null ? "" : string.Join(", ", config.Counts.Select(x => $"{x.Value} {x.Key}")));
        Fact(page, "streams", connections.Count.ToString(CultureInfo.InvariantCulture));
        Fact(page, "subscriptions", $"{states[SyncState.Synced].Count()} synced, {states[SyncState.Stale].Count()} stale, {states[SyncState.Error].Count()} refused");
        page.Append("</dl><p>As JSON: <a href=/debug/syncz>syncz</a> <a href=/debug/configz>configz</a> <a href=/debug/registryz>registryz</a> <a href=/debug/endpointz>endpointz</a> <a href=/debug/jwksz>jwksz</a> ")
            .Append("<a href=/debug/connections>connections</a> <a href=/metrics>metrics</a> <a href=/version>version</a></p>");
    }

    private static void Refused(StringBuilder page, string title, string meaning, IReadOnlyList<RefusedObject> all)
    {
        if (all.Count == 0) return;
        page.Append(CultureInfo.InvariantCulture, $"<h2>{title} ({all.Count})</h2><p>{meaning}</p><table><tr><th>object<th>where<th>field<th>reason");
        foreach (var item in all.Take(MostRows))
        {
            foreach (var error in item.Errors) Row(page, item.Object, item.At(error).ToString(), error.Field, error.Reason);
        }
        page.Append("</table>");
    }

    private static void Findings(StringBuilder page, IReadOnlyList<Finding> all)
    {
        if (all.Count == 0) return;
        page.Append(CultureInfo.InvariantCulture, $"<h2>Findings ({all.Count})</h2><p>What only shows when objects are looked at beside each other, the gravest first.</p><table><tr><th>code<th>level<th>object<th>field<th>what<th>what to do");
        foreach (var item in all.OrderByDescending(x => x.Level).Take(MostRows)) Row(page, item.Code.Id, item.Level.ToString(), $"{item.Object} ({item.Source})", item.Field, item.Message, item.Cure);
        page.Append("</table>");
    }

    private static void Keys(StringBuilder page, IReadOnlyList<JwksReport> keys)
    {
        var failing = keys.Where(x => x.Failures > 0).ToList();
        if (failing.Count == 0) return;
        page.Append(CultureInfo.InvariantCulture, $"<h2>Keys of tokens that cannot be fetched ({failing.Count})</h2><table><tr><th>from<th>in force<th>failures<th>reason<th>next try");
        foreach (var one in failing.Take(MostRows))
        {
            var held = one.Keys > 0 ? $"{one.Keys} keys of {one.FetchedAt:u}" : "none: requests with a token of this issuer are refused";
            Row(page, one.Source, held, one.Failures.ToString(CultureInfo.InvariantCulture), one.Error, $"{one.NextAt:u}");
        }
        page.Append("</table>");
    }

    private static void Problems(StringBuilder page, Problems problems)
    {
        if (problems.Withheld.Count > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>Withheld ({problems.Withheld.Count})</h2><p>Envoy would refuse these, so they were not sent; the last good one stays.</p><table><tr><th>type<th>resource<th>made from<th>reason");
            foreach (var item in problems.Withheld.Take(MostRows)) Row(page, item.Type.ShortName, item.Name, string.Join(", ", item.Origins), string.Join("; ", item.Errors));
            page.Append("</table>");
        }
        if (problems.Warnings.Count > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>Works otherwise than it may seem ({problems.Warnings.Count})</h2><table><tr><th>object<th>what");
            foreach (var item in problems.Warnings.Take(MostRows)) Row(page, item.Object?.ToString() ?? "", item.Message);
            page.Append("</table>");
        }
    }

    private static void Proxies(StringBuilder page, IReadOnlyList<ConnectionReport> connections, DateTimeOffset now)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>Proxies ({connections.Count} streams)</h2>");
        if (connections.Count == 0) return;
        page.Append("<table><tr><th>proxy<th>stream<th>for<th>state<th>last refusal");
        foreach (var connection in connections.OrderByDescending(x => x.Status.Types.Any(y => y.State == SyncState.Error)).Take(MostRows))
        {
            var id = connection.Proxy?.Id ?? "";
            page.Append(CultureInfo.InvariantCulture, $"<tr><td><a href=\"/debug/config_dump?proxyID={UrlEncode(id)}\">{HtmlEncode(id)}</a><td>{connection.Only?.ShortName ?? "ADS"}, {connection.Status.Kind}<td>{Age(now - connection.Since)}<td>");
            foreach (var type in connection.Status.Types) page.Append(CultureInfo.InvariantCulture, $"<span class={type.State}>{type.Type.ShortName} {SyncView.Word(type.State)}</span> ");
            var nack = connection.Status.Types.Select(x => x.LastNack).OfType<Nack>().MaxBy(x => x.At);
            page.Append(CultureInfo.InvariantCulture, $"<td>{(nack is null ? "" : HtmlEncode($"{nack.Type} {string.Join(", ", nack.Suspects)} ({string.Join(", ", nack.Origins)}): {nack.Words}"))}");
        }
        page.Append("</table>");
        if (connections.Count > MostRows) page.Append(CultureInfo.InvariantCulture, $"<p>{connections.Count - MostRows} more in <a href=/debug/syncz>syncz</a>.</p>");
    }

    private static void Services(StringBuilder page, MeshModel? model)
    {
        if (model is null) return;
        page.Append(CultureInfo.InvariantCulture, $"<h2>Services ({model.Services.All.Count})</h2><table><tr><th>host<th>ports<th>resolution<th>endpoints<th>from");
        foreach (var service in model.Services.All.OrderBy(x => x.Host, StringComparer.Ordinal).Take(MostRows))
        {
            var endpoints = model.EndpointsOf(service.Host).All;
            Row(page, service.Host, string.Join(", ", service.Ports.Select(x => $"{x.Number} {x.Protocol}")), service.Resolution.ToString(),
                $"{endpoints.Count(x => x.Health == EndpointHealth.Healthy)} of {endpoints.Count} healthy", service.Origin.ToString());
        }
        page.Append("</table>");
    }

    private static void Fact(StringBuilder page, string name, string value) => page.Append(CultureInfo.InvariantCulture, $"<dt>{name}<dd>{HtmlEncode(value)}");

    private static void Row(StringBuilder page, params ReadOnlySpan<string> cells)
    {
        page.Append("<tr>");
        foreach (var cell in cells) page.Append("<td>").Append(HtmlEncode(cell));
    }

    private static string Age(TimeSpan age) => age.TotalDays >= 1 ? $"{age:d\\d\\ hh\\h}" : age.TotalHours >= 1 ? $"{age:h\\h\\ mm\\m}" : $"{age:m\\m\\ ss\\s}";

    private const string Style =
        "body{font:15px/1.45 system-ui,sans-serif;margin:0;background:#fafafa;color:#1b1b1b}main{max-width:1400px;margin:auto;padding:1rem 2rem}"
        + "h1{margin:.2em 0}h2{margin:1.6em 0 .3em}table{border-collapse:collapse;width:100%;background:#fff}th,td{text-align:left;vertical-align:top;padding:.3em .7em;border:1px solid #ddd;overflow-wrap:anywhere}"
        + "th{background:#f0f0f0}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2em 1em}dt{color:#666}dd{margin:0}.good,.bad{padding:.6em 1em;border-left:6px solid #2b8a3e;background:#ebfbee}"
        + ".bad{border-color:#c92a2a;background:#fff5f5}.Error{color:#c92a2a;font-weight:600}.Stale{color:#b35c00}.Synced{color:#2b8a3e}.NotSent{color:#666}"
        + "@media(prefers-color-scheme:dark){body{background:#161616;color:#e6e6e6}table{background:#1e1e1e}th{background:#2a2a2a}th,td{border-color:#3a3a3a}a{color:#8ab4f8}.good{background:#12281a}.bad{background:#331616}}";
}
