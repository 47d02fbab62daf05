using System.CommandLine;
using System.Net;
using Mesh.Core.Explain;
using Mesh.Core.Explain.Requests;
using Mesh.Core.Model;

namespace Mesh.Commands;

/// <summary>The options of <c>explain</c>.</summary>
internal sealed class ExplainOptions
{
    public ConfigOptions Config { get; } = new();

    public ProxyOptions Proxy { get; } = new();

    public Option<string> Url { get; } = MemberClient.UrlOption();

    public Option<string?> Namespace { get; } = new("--namespace", "-n") { Description = "Where an object is, when its name does not say so.", HelpName = "NAMESPACE" };

    public Option<string?> Request { get; } = new("--request") { Description = "The request, as for curl: 'GET http://reviews:9080/x -H k:v'.", HelpName = "REQUEST" };

    public Option<bool> Inbound { get; } = new("--inbound") { Description = "The request comes to this proxy instead of from its application." };

    public Option<string?> From { get; } = new("--from") { Description = "The client's identity.", HelpName = "spiffe://…|NAMESPACE/ACCOUNT" };

    public Option<string?> SourceIp { get; } = new("--source-ip") { Description = "The client's address.", HelpName = "IP" };

    public Option<string> Dialect { get; } = new("--dialect") { Description = "Whether the proxy has Istio's own filters (istio) or is a stock Envoy (envoy).", DefaultValueFactory = _ => "envoy", HelpName = "envoy|istio" };

    public Option<string> Format { get; } = OutputFormat.Option(OutputFormat.Table, OutputFormat.Table, OutputFormat.Json, OutputFormat.Yaml);

    public void AddTo(Command command)
    {
        Proxy.Node.Required = false;
        Proxy.Node.Description = "The proxy: its id, or a part of one that no other has, such as the name of its Pod.";
        Dialect.AcceptOnlyFromAmong("envoy", "istio");
        command.Options.Add(Config.Config);
        command.Options.Add(Config.MeshConfig);
        command.Options.Add(Url);
        command.Options.Add(Namespace);
        Proxy.AddTo(command);
        foreach (var option in (Option[])[Dialect, Request, Inbound, From, SourceIp, Format]) command.Options.Add(option);
    }

    /// <summary>A full id describes the proxy; anything else is looked for among those that are known.</summary>
    public (Proxy Proxy, bool Known) ProxyOf(ParseResult parsed, IReadOnlyList<Proxy> known)
    {
        var node = parsed.GetValue(Proxy.Node)!;
        var exact = known.FirstOrDefault(x => x.Id == node);
        if (exact is not null && parsed.GetValue(Proxy.Metadata) is null) return (exact, true);
        if (node.Split('~').Length == 4) return (Proxy.Read(parsed, parsed.GetValue(Dialect) == "istio"), false);
        var found = known.Where(x => x.Id.Contains(node, StringComparison.Ordinal)).ToList();
        return found.Count switch
        {
            1 => (found[0], true),
            0 => throw new CommandFailure($"--node: no Pod with a proxy is called \"{node}\"; there are {string.Join(", ", known.Take(8).Select(x => x.PodName))}", ExitCode.WrongUsage),
            _ => throw new CommandFailure($"--node: \"{node}\" is in the id of several: {string.Join(", ", found.Take(8).Select(x => x.Id))}", ExitCode.WrongUsage),
        };
    }

    public RequestQuestion Question(ParseResult parsed, string text)
    {
        var (request, error) = RequestLine.Parse(text);
        if (request is null) throw new CommandFailure($"--request: {error!.Reason}", ExitCode.WrongUsage);
        IPAddress? source = null;
        if (parsed.GetValue(SourceIp) is { } written && !IPAddress.TryParse(written, out source)) throw new CommandFailure($"--source-ip: \"{written}\" is no IP address", ExitCode.WrongUsage);
        return new(request) { Inbound = parsed.GetValue(Inbound), From = parsed.GetValue(From), Source = source };
    }

    /// <summary>The question as a running member is asked it.</summary>
    public string Query(ParseResult parsed, string text)
    {
        var parts = new List<string> { $"proxyID={Uri.EscapeDataString(parsed.GetValue(Proxy.Node)!)}", $"request={Uri.EscapeDataString(text)}" };
        if (parsed.GetValue(Inbound)) parts.Add("inbound=true");
        if (parsed.GetValue(From) is { } from) parts.Add($"from={Uri.EscapeDataString(from)}");
        if (parsed.GetValue(SourceIp) is { } source) parts.Add($"sourceIp={Uri.EscapeDataString(source)}");
        return string.Join('&', parts);
    }
}
