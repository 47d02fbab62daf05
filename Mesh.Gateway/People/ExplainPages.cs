using System.Net;
using System.Text.Json;
using Mesh.Actors.Members;
using Mesh.Core.Explain;
using Mesh.Core.Explain.Objects;
using Mesh.Core.Explain.Report;
using Mesh.Core.Explain.Requests;
using Mesh.Core.Model;
using Microsoft.AspNetCore.Http;
using static Mesh.Actors.Connections.ConnectionMessages;
using static Mesh.Actors.Members.MemberMessages;

namespace Mesh.Gateway.People;

/// <summary>
/// What /debug/explain says. Each member explains for the proxies that are connected to it, by what they hold; a proxy of another member on the way is
/// translated anew, since every member has the whole mesh.
/// </summary>
internal static class ExplainPages
{
    public const string OfObject = "explain-object";
    public const string OfRequest = "explain-request";

    /// <summary>Either of an object, or of a request through a proxy.</summary>
    public static async Task<IResult> Answer(DebugSources sources, HttpRequest query, HttpResponse response, CancellationToken cancel)
    {
        if (sources.Model is not { } model) return Text("no configuration is loaded yet", StatusCodes.Status503ServiceUnavailable);
        if (query.Query["object"] is [{ Length: > 0 } name]) return await Object(sources, model, name, query.Query["namespace"].ToString(), response, cancel);
        var question = new RequestAsked(query.Query["proxyID"].ToString(), query.Query["request"].ToString(), query.Query["inbound"] == "true", query.Query["from"], query.Query["sourceIp"]);
        if (question.ProxyId.Length == 0 || question.Request.Length == 0) return Text("ask with object=KIND/NAMESPACE/NAME, or with proxyID=… and request=GET%20http://…", StatusCodes.Status400BadRequest);
        if (question.Read().Error is { } error) return Text(error, StatusCodes.Status400BadRequest);

        IReadOnlyList<MemberAnswer> answers;
        try
        {
            answers = await sources.Members.Ask(OfRequest, JsonSerializer.Serialize(question), cancel);
        }
        catch (InvalidOperationException e)
        {
            return Text(e.Message, StatusCodes.Status400BadRequest);
        }
        var told = answers.Select(x => x.Text).OfType<string>().ToList();
        return told.Count > 0 ? Results.Text(told[0], "application/json; charset=utf-8") : Text($"no proxy whose id contains \"{question.ProxyId}\" is connected", StatusCodes.Status404NotFound);
    }

    /// <summary>This member's part of an object's explanation.</summary>
    public static async Task<string?> OwnObject(DebugSources sources, string name, CancellationToken cancel)
    {
        if (sources.Model is not { } model || ObjectNames.Find(model.Configs.Everything, name, null).Object is not { } about) return null;
        return ExplainJson.Write(ObjectExplainer.Explain(model, about, Known(await sources.Connections(cancel)), without: null));
    }

    /// <returns>null when the proxy is not connected here.</returns>
    public static async Task<string?> OwnRequest(DebugSources sources, string asked, CancellationToken cancel)
    {
        var question = JsonSerializer.Deserialize<RequestAsked>(asked)!;
        if (sources.Model is not { } model || question.Read().Question is not { } read) return null;
        var known = Known(await sources.Connections(cancel));
        var found = known.Where(x => x.Proxy.Id.Contains(question.ProxyId, StringComparison.Ordinal)).ToList();
        var start = found.FirstOrDefault(x => x.Proxy.Id == question.ProxyId) ?? (found.Count == 1 ? found[0] : null);
        if (found.Count > 1 && start is null) throw new InvalidOperationException($"More than one proxy's id contains \"{question.ProxyId}\": {string.Join(", ", found.Take(20).Select(x => x.Proxy.Id))}");
        return start is null ? null : ExplainJson.Write(RequestExplainer.Explain(model, start, new Everybody(known, new(model)), read));
    }

    private static async Task<IResult> Object(DebugSources sources, MeshModel model, string name, string @namespace, HttpResponse response, CancellationToken cancel)
    {
        var (about, error) = ObjectNames.Find(model.Configs.Everything, name, @namespace.Length > 0 ? @namespace : null);
        if (about is null) return Text(error!.Reason, StatusCodes.Status404NotFound);
        var full = $"{about.Kind}/{(about.Namespace.Length > 0 ? about.Namespace + "/" : "")}{about.Name}";
        var answers = await sources.Members.Ask(OfObject, full, cancel);
        ClusterPages.Name(response, answers.Where(x => x.Failure != AllMembers.NothingToSay));
        var parts = answers.Select(x => x.Text).OfType<string>().Select(ExplainJson.Read<ObjectExplanation>).ToList();
        if (parts.Count == 0) return Text("no member answered", StatusCodes.Status503ServiceUnavailable);
        IReadOnlyList<ProxyReach> proxies = [.. parts.SelectMany(x => x.Proxies).DistinctBy(x => x.Proxy).OrderBy(x => x.Proxy, StringComparer.Ordinal)];
        IReadOnlyList<string> notes = proxies.Count > 0 ? [] : ["no proxy is connected"];
        return Results.Text(
            ExplainJson.Write(parts[0] with { Proxies = proxies, Conflicts = [.. parts.SelectMany(x => x.Conflicts).Distinct()], Notes = notes }), "application/json; charset=utf-8");
    }

    /// <summary>An Envoy may have several streams: the one that has listeners is the one to look at.</summary>
    private static IReadOnlyList<KnownProxy> Known(IReadOnlyList<ConnectionReport> reports) =>
    [
        .. reports.Where(x => x.Proxy is not null && x.Snapshot is not null && x.Only is null).DistinctBy(x => x.Proxy!.Id).Select(x => new KnownProxy(x.Proxy!, x.Snapshot!)),
    ];

    private static IResult Text(string words, int status) => Results.Text(words + "\n", statusCode: status);

    /// <summary>Connected proxies first, then those that the Pods let expect.</summary>
    private sealed class Everybody(IReadOnlyList<KnownProxy> connected, PodProxies pods) : IKnownProxies
    {
        public KnownProxy? At(string address) => connected.FirstOrDefault(x => x.Proxy.IpAddresses.Contains(address)) ?? pods.At(address);
    }

    /// <summary>A question as it goes from member to member.</summary>
    internal sealed record RequestAsked(string ProxyId, string Request, bool Inbound, string? From, string? SourceIp)
    {
        public (RequestQuestion? Question, string? Error) Read()
        {
            var (request, error) = RequestLine.Parse(Request);
            if (request is null) return (null, error!.Reason);
            IPAddress? source = null;
            if (SourceIp is { Length: > 0 } written && !IPAddress.TryParse(written, out source)) return (null, $"\"{written}\" is no IP address");
            return (new(request) { Inbound = Inbound, From = From, Source = source }, null);
        }
    }
}
