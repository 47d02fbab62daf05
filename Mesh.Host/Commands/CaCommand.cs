using System.CommandLine;
using System.Text.Json.Nodes;

namespace Mesh.Commands;

/// <summary>Looks at the roots of the mesh, and replaces them.</summary>
internal static class CaCommand
{
    private const string Details =
        """
        A rotation makes a new root known first, signs with it when every proxy has acknowledged it, and drops the old one when no proxy holds a certificate
        of it any more. Proxies with an agent hear of roots when they renew, so that their certificates are waited for until they end.

        A taint is for a key that was stolen: a new root takes over as soon as the connected proxies trust it, everybody renews at once, and the stolen one is
        trusted no longer than mesh.ca.taint-grace.

        Examples:
          actormesh ca status
          actormesh ca rotate
          actormesh ca taint 45e19ac2313c
        """;

    public static Command Create(HttpMessageHandler? network)
    {
        var root = new Argument<string>("root") { Description = "Fingerprint of the root, or its beginning; without it the one that signs.", Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "" };
        return new ToolCommand("ca", "Look at the roots of the mesh, and replace them.", Details)
        {
            Status(network),
            Change(network, "rotate", "Replace the root by a new one, without a failed handshake.", null),
            Change(network, "taint", "Take the root's key for stolen: everybody renews now, under a new one.", root),
        };
    }

    private static Command Status(HttpMessageHandler? network)
    {
        var url = MemberClient.UrlOption();
        var format = OutputFormat.Option(OutputFormat.Table, OutputFormat.Table, OutputFormat.Json, OutputFormat.Yaml);
        var command = new ToolCommand("status", "The roots, what part each plays, and what a change that is under way waits for.", Details) { url, format };
        command.SetAction(async (parsed, cancel) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var (text, _) = await MemberClient.Of(parsed.GetRequiredValue(url), network).Get("/debug/ca", cancel);
            var status = JsonNode.Parse(text)!;
            switch (parsed.GetValue(format))
            {
                case OutputFormat.Json: Print.Json(output, status); break;
                case OutputFormat.Yaml: Print.Yaml(output, status); break;
                default: Table(status, output); break;
            }
        });
        return command;
    }

    private static Command Change(HttpMessageHandler? network, string name, string summary, Argument<string>? root)
    {
        var url = MemberClient.UrlOption();
        var command = new ToolCommand(name, summary, Details) { url };
        if (root is not null) command.Arguments.Add(root);
        command.SetAction(async (parsed, cancel) =>
        {
            var path = root is null ? $"/debug/ca/{name}" : $"/debug/ca/{name}?root={Uri.EscapeDataString(parsed.GetValue(root) ?? "")}";
            parsed.InvocationConfiguration.Output.WriteLine(await MemberClient.Of(parsed.GetRequiredValue(url), network).Post(path, cancel));
        });
        return command;
    }

    private static void Table(JsonNode status, TextWriter output)
    {
        Print.Table(output, ["ROOT", "PART", "EXPIRES", "TAINTED", "KEY HERE"], status["roots"]!.AsArray().Select(x => (string[])
        [
            $"{x!["fingerprint"]}",
            $"{x["role"]}",
            x["notAfter"]!.GetValue<DateTimeOffset>().ToString("u"),
            x["taintedAt"]?.GetValue<DateTimeOffset>().ToString("u") ?? "",
            x["hasKey"]!.GetValue<bool>() ? "yes" : "no",
        ]));
        output.WriteLine();
        output.WriteLine($"{status["phase"]}, generation {status["generation"]}, kept in {status["keptIn"]}");
        if (status["waitsFor"] is { } waits) output.WriteLine($"Waits for: {waits}");
    }
}
