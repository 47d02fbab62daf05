using System.CommandLine;
using System.Text.Json.Nodes;
using Mesh.Core.Explain;
using Mesh.Core.Explain.Objects;
using Mesh.Core.Explain.Report;
using Mesh.Core.Explain.Requests;
using Mesh.Core.Model;
using Mesh.Core.Translation.Pipeline;
using Mesh.Gateway.Files;

namespace Mesh.Commands;

/// <summary>Says what an object does and to whom, or what a request would meet on its way.</summary>
internal static class ExplainCommand
{
    private const string Details =
        """
        An object: the proxies that it reaches, why the others not, the resources that it makes, and what it wins or loses against other objects.
        A request: the listener, filter chain, route (and why not the ones before it), policies, clusters and endpoints that it would meet at the proxy, and what
        the proxy on the other side does with it. What is explained is what is sent: Envoy's own rules are applied to the very resources.

        With --config it works on files alone, and takes the Pods among them for the proxies; else it asks a running member.

        Examples:
          actormesh explain virtualservice/default/reviews --config samples/bookinfo
          actormesh explain vs/reviews.default
          actormesh explain --config samples/bookinfo --node 'sidecar~10.244.0.10~productpage-v1.default~default.svc.cluster.local' \
              --request 'GET http://reviews:9080/reviews/0 -H end-user:jason'
          actormesh explain --node reviews-v1 --inbound --from default/productpage --request 'GET http://reviews:9080/'

        Schemes: http, https (TLS of the client's own), grpc, tls, tcp.
        """;

    public static Command Create(HttpMessageHandler? network)
    {
        var objects = new Argument<string[]>("object") { Description = "KIND/NAMESPACE/NAME or KIND/NAME.NAMESPACE; vs, dr, gw, se, svc, … stand for kinds.", Arity = ArgumentArity.ZeroOrMore, HelpName = "OBJECT" };
        var options = new ExplainOptions();
        var command = new ToolCommand("explain", "Say what an object does, or what a request would meet.", Details) { objects };
        options.AddTo(command);
        command.SetAction(async (parsed, cancel) =>
        {
            var (paths, swallowed) = Split(parsed.GetValue(options.Config.Config) ?? []);
            string[] names = [.. parsed.GetValue(objects) ?? [], .. swallowed];
            var request = parsed.GetValue(options.Request);
            if (names.Length == 0 == (request is null)) throw new CommandFailure("name either an object or a request (--request)", ExitCode.WrongUsage);
            if (request is not null && parsed.GetValue(options.Proxy.Node) is null) throw new CommandFailure("--request needs --node: through which proxy?", ExitCode.WrongUsage);
            if (paths.Length > 0) Offline(parsed, options, paths, names, request);
            else await Online(parsed, options, names, request, network, cancel);
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>--config takes as many words as follow it; what is no path and looks like an object is one.</summary>
    private static (string[] Paths, string[] Objects) Split(string[] words)
    {
        var objects = words.Where(x => !File.Exists(x) && !Directory.Exists(x) && ObjectNames.LooksLikeOne(x)).ToArray();
        return ([.. words.Except(objects)], objects);
    }

    private static void Offline(ParseResult parsed, ExplainOptions options, string[] paths, string[] names, string? request)
    {
        var errors = parsed.InvocationConfiguration.Error;
        var loaded = ConfigOptions.Load(paths, parsed.GetValue(options.Config.MeshConfig));
        if (loaded.MeshErrors.Count > 0) throw new CommandFailure($"the MeshConfig is broken: {string.Join("; ", loaded.MeshErrors)}");
        ConfigOptions.TellRefused(loaded, errors);
        var model = ModelBuilder.Build(ConfigSet.Of(loaded.Objects), loaded.Mesh);
        var pods = new PodProxies(model);
        if (request is not null)
        {
            var (proxy, _) = options.ProxyOf(parsed, pods.All);
            var outcome = pods.OutcomeOf(proxy);
            foreach (var withheld in outcome.Withheld) errors.WriteLine(withheld);
            Write(parsed, options, RequestExplainer.Explain(model, new(proxy, outcome.Snapshot), pods, options.Question(parsed, request)));
            return;
        }
        IReadOnlyList<Proxy> proxies = parsed.GetValue(options.Proxy.Node) is null ? pods.All : [options.ProxyOf(parsed, pods.All).Proxy];
        foreach (var name in names) Write(parsed, options, OfObject(loaded, model, pods, proxies, name, parsed.GetValue(options.Namespace)));
    }

    private static ObjectExplanation OfObject(LoadedConfig loaded, MeshModel model, PodProxies pods, IReadOnlyList<Proxy> proxies, string name, string? @namespace)
    {
        var (about, error) = ObjectNames.Find(loaded.Objects, name, @namespace);
        if (about is null) throw new CommandFailure(error!.Reason);
        var without = ModelBuilder.Build(model.Configs.With([], [about.Key]), loaded.Mesh, model);
        var pipeline = new SnapshotPipeline(PipelineOptions.Default);
        return ObjectExplainer.Explain(
            model, about, [.. proxies.Select(x => new KnownProxy(x, pods.SnapshotOf(x)))], proxy => pipeline.Snapshot(without, proxy, DateTimeOffset.UnixEpoch).Snapshot);
    }

    private static async Task Online(ParseResult parsed, ExplainOptions options, string[] names, string? request, HttpMessageHandler? network, CancellationToken cancel)
    {
        var member = MemberClient.Of(parsed.GetRequiredValue(options.Url), network);
        var errors = parsed.InvocationConfiguration.Error;
        if (request is not null)
        {
            options.Question(parsed, request);
            var (json, _) = await member.Get($"/debug/explain?{options.Query(parsed, request)}", cancel);
            Write(parsed, options, ExplainJson.Read<RequestExplanation>(json));
            return;
        }
        foreach (var name in names)
        {
            var (json, unanswered) = await member.Get($"/debug/explain?object={Uri.EscapeDataString(name)}&namespace={Uri.EscapeDataString(parsed.GetValue(options.Namespace) ?? "")}", cancel);
            MemberClient.TellUnanswered(unanswered, errors);
            Write(parsed, options, ExplainJson.Read<ObjectExplanation>(json));
        }
    }

    private static void Write<T>(ParseResult parsed, ExplainOptions options, T explanation)
    {
        var output = parsed.InvocationConfiguration.Output;
        switch (parsed.GetValue(options.Format), explanation)
        {
            case (OutputFormat.Json, _): output.WriteLine(ExplainJson.Write(explanation)); break;
            case (OutputFormat.Yaml, _): Print.Yaml(output, JsonNode.Parse(ExplainJson.Write(explanation))!); break;
            case (_, RequestExplanation request): new RequestWords(output).Write(request); break;
            case (_, ObjectExplanation about): ObjectWords.Write(about, output); break;
        }
    }
}
