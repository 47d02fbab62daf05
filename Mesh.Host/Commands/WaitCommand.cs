using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Mesh.Commands;

/// <summary>Waits until proxies have a revision of the configuration, and names those that do not.</summary>
internal static class WaitCommand
{
    private const string Details =
        """
        Returns when every member serves the revision and every proxy concerned has acknowledged all that it was sent. Without --revision it is the one that
        the control plane has now (`actormesh members` shows it). A file that was written a moment ago may not have been read yet: say --revision then.

        accepted: the proxy acknowledged. active: it also has an answer to everything it asked for, so that nothing it acknowledged waits for
        endpoints, routes or secrets. An acknowledged listener that drains an old one may still serve old connections; that is not seen from here.

        Examples:
          actormesh wait
          actormesh wait --revision 42 --timeout 30s
          actormesh wait --for VirtualService/shop/reviews

        Exit code 1 when the time is over; those that have not, and why, are on standard error: STALE (sent, not acknowledged), ERROR (refused, with the
        proxy's words), NOT TRANSLATED, disconnected.
        """;

    private const int MostRows = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static Command Create(HttpMessageHandler? network)
    {
        var url = MemberClient.UrlOption();
        var revision = new Option<long?>("--revision") { Description = "The revision to wait for; default: the current one.", HelpName = "N" };
        var about = new Option<string?>("--for") { Description = "Only proxies that are sent something made of this object.", HelpName = "KIND/NAMESPACE/NAME" };
        var timeout = new Option<string>("--timeout") { Description = "How long to wait.", HelpName = "DURATION", DefaultValueFactory = _ => "60s" };
        var format = OutputFormat.Option(OutputFormat.Table, OutputFormat.Table, OutputFormat.Json);
        var command = new ToolCommand("wait", "Wait until every proxy concerned has a revision of the configuration.", Details) { url, revision, about, timeout, format };
        command.SetAction(async (parsed, cancel) =>
        {
            var limit = Core.Config.Binding.GoDuration.Parse(parsed.GetRequiredValue(timeout)) is { Ticks: > 0 } set ? set
                : throw new CommandFailure($"--timeout: '{parsed.GetValue(timeout)}' must be {Core.Config.Binding.GoDuration.Example}", ExitCode.WrongUsage);
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var waited = new Waiting(MemberClient.Of(parsed.GetRequiredValue(url), network), parsed.GetValue(revision), parsed.GetValue(about));
            var (report, json) = await waited.Until(limit, cancel);
            if (parsed.GetValue(format) == OutputFormat.Json) Print.Json(output, JsonNode.Parse(json)!);
            else output.WriteLine($"revision {report.Revision}: {report.Accepted.Count} {(report.Accepted.Count == 1 ? "proxy has" : "proxies have")} accepted, {report.Active} active{(report.Converged ? "" : $", {report.Waiting.Count} have not")}");
            if (report.Converged && waited.Disconnected(report).Count == 0) return ExitCode.Ok;
            Tell(report, waited.Disconnected(report), errors);
            return ExitCode.Findings;
        });
        return command;
    }

    private static void Tell(ConvergenceReport report, IReadOnlyList<string> disconnected, TextWriter errors)
    {
        foreach (var member in report.Members.Where(x => x.Why is not null)) errors.WriteLine($"member {member.Name}: {member.Why}");
        foreach (var proxy in report.Waiting.Take(MostRows))
        {
            errors.WriteLine($"{proxy.Proxy} ({proxy.Member}): {string.Join("; ", proxy.Types.Select(x => $"{x.Type} {x.State}{(x.Words is null ? "" : $": {x.Words}")}".Trim()))}");
        }
        foreach (var proxy in disconnected.Take(MostRows)) errors.WriteLine($"{proxy}: disconnected while it was waited for");
        if (report.Waiting.Count > MostRows) errors.WriteLine($"and {report.Waiting.Count - MostRows} more; -o json has all");
    }

    /// <summary>Asks again and again, and remembers who was there.</summary>
    private sealed class Waiting(MemberClient member, long? revision, string? about)
    {
        private readonly HashSet<string> _waitedFor = [];
        private long? _revision = revision;

        public async Task<(ConvergenceReport Report, string Json)> Until(TimeSpan limit, CancellationToken cancel)
        {
            var clock = Stopwatch.StartNew();
            while (true)
            {
                var (json, _) = await member.Get(Path(), cancel);
                var report = ConvergenceReport.Parse(json);
                _revision = report.Revision;
                if (report.Converged || clock.Elapsed + Pause > limit) return (report, json);
                _waitedFor.UnionWith(report.Waiting.Select(x => x.Proxy));
                await Task.Delay(Pause, cancel);
            }
        }

        /// <summary>Those that were waited for, and are neither late nor done but gone.</summary>
        public IReadOnlyList<string> Disconnected(ConvergenceReport last) =>
            [.. _waitedFor.Except(last.Accepted).Except(last.Waiting.Select(x => x.Proxy)).Order(StringComparer.Ordinal)];

        private string Path() =>
            $"/debug/convergence?{(_revision is { } wanted ? $"revision={wanted}" : "")}{(about is null ? "" : $"&object={Uri.EscapeDataString(about)}")}";
    }
}
