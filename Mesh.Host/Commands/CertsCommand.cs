using System.CommandLine;
using System.Text.Json.Nodes;

namespace Mesh.Commands;

/// <summary>Lists the certificates that the members have signed, and takes one back.</summary>
internal static class CertsCommand
{
    private const string Details =
        """
        Each member remembers what it has signed until that ends; RENEWS is half of a certificate's life. A certificate that is revoked opens no more
        stream to the control plane, its open ones end at once, and its key is never certified again.

        Examples:
          actormesh certs
          actormesh certs --who ns/shop -o json
          actormesh certs revoke spiffe://cluster.local/ns/shop/sa/cart 7A1F…
        """;

    private static readonly string[] Columns = ["WHO", "SERIAL", "EXPIRES", "RENEWS", "MEMBER", "REQUESTER", "REMOTE", "WHY"];

    public static Command Create(HttpMessageHandler? network)
    {
        var url = MemberClient.UrlOption();
        var who = new Option<string?>("--who") { Description = "Only certificates whose name holds this.", HelpName = "TEXT" };
        var format = OutputFormat.Option(OutputFormat.Table, OutputFormat.Table, OutputFormat.Json, OutputFormat.Yaml);
        var command = new ToolCommand("certs", "List the certificates that have been signed: for whom, until when, by which member.", Details) { url, who, format, Revoke(network) };
        command.SetAction(async (parsed, cancel) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var (text, unanswered) = await MemberClient.Of(parsed.GetRequiredValue(url), network).Get("/debug/certs", cancel);
            MemberClient.TellUnanswered(unanswered, parsed.InvocationConfiguration.Error);
            var all = JsonNode.Parse(text)!.AsArray();
            var chosen = new JsonArray([.. all.Where(x => parsed.GetValue(who) is not { } part || $"{x!["who"]}".Contains(part, StringComparison.Ordinal)).Select(x => x!.DeepClone())]);
            switch (parsed.GetValue(format))
            {
                case OutputFormat.Json: Print.Json(output, chosen); break;
                case OutputFormat.Yaml: Print.Yaml(output, chosen); break;
                default: Table(chosen, output); break;
            }
        });
        return command;
    }

    private static Command Revoke(HttpMessageHandler? network)
    {
        var url = MemberClient.UrlOption();
        var id = new Argument<string>("id") { Description = "Whom it names, spiffe://…" };
        var serial = new Argument<string>("serial") { Description = "As the list has it." };
        var command = new ToolCommand("revoke", "Take back a certificate.", Details) { url, id, serial };
        command.SetAction(async (parsed, cancel) => parsed.InvocationConfiguration.Output.WriteLine(await MemberClient.Of(parsed.GetRequiredValue(url), network).Post(
            $"/debug/certs/revoke?id={Uri.EscapeDataString(parsed.GetRequiredValue(id))}&serial={Uri.EscapeDataString(parsed.GetRequiredValue(serial))}", cancel)));
        return command;
    }

    private static void Table(JsonArray certificates, TextWriter output)
    {
        if (certificates.Count == 0)
        {
            output.WriteLine("No certificate that is still good has been signed.");
            return;
        }
        Print.Table(output, Columns, certificates.Select(x => (string[])
        [
            Text(x, "who"), Text(x, "serial"), Time(x, "notAfter"), Time(x, "renewsAt"), Text(x, "member"), Text(x, "requester"), Text(x, "remote"), Text(x, "reason"),
        ]));
    }

    private static string Text(JsonNode? entry, string name) => $"{entry?[name]}";

    private static string Time(JsonNode? entry, string name) => entry?[name]?.GetValue<DateTimeOffset>().ToString("u") ?? "";
}
