using System.CommandLine;
using System.Text.Json;

namespace Mesh.Commands;

/// <summary>Asks a running member over HTTP, and says in the operator's words what is wrong when it does not answer.</summary>
/// <param name="network">null for the real one.</param>
internal sealed class MemberClient(Uri member, HttpMessageHandler? network)
{
    private const string UnansweredHeader = "x-actormesh-unanswered";

    /// <summary>By which a member tells an operator's tool from a page in the operator's browser.</summary>
    private const string OperatorHeader = "x-actormesh-operator";

    private const int LongestWords = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static Option<string> UrlOption() =>
        new("--url") { Description = "The member's HTTP address; any member answers for all.", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:15014" };

    public static MemberClient Of(string url, HttpMessageHandler? network) =>
        Uri.TryCreate(url, UriKind.Absolute, out var member) && member.Scheme is "http" or "https"
            ? new(member, network)
            : throw new CommandFailure($"--url: '{url}' must be a URL such as http://127.0.0.1:15014", ExitCode.WrongUsage);

    /// <param name="path">With its query.</param>
    /// <param name="patience">null for what suits a page that is ready at once.</param>
    /// <returns>JSON, and what members did not answer, with the reason.</returns>
    public async Task<(string Json, string? Unanswered)> Get(string path, CancellationToken cancel, TimeSpan? patience = null)
    {
        var page = new Uri(member, path);
        using var client = new HttpClient(network ?? new SocketsHttpHandler(), disposeHandler: network is null) { Timeout = patience ?? Patience };
        try
        {
            using var answer = await client.GetAsync(page, cancel);
            if (!answer.IsSuccessStatusCode)
            {
                if (await WordsOf(answer, cancel) is { } words) throw new CommandFailure(words);
                throw new CommandFailure($"{page} answered {(int)answer.StatusCode}: is that the HTTP address of an actormesh member? It is the second one that `serve` prints.");
            }
            var text = await answer.Content.ReadAsStringAsync(cancel);
            using var _ = JsonDocument.Parse(text);
            return (text, answer.Headers.TryGetValues(UnansweredHeader, out var silent) ? string.Join("; ", silent) : null);
        }
        catch (HttpRequestException e)
        {
            throw new CommandFailure($"{page} can not be reached ({e.Message}). Is the member running? Its address goes into --url.");
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new CommandFailure($"{page} did not answer within {client.Timeout.TotalSeconds:0} s.");
        }
        catch (JsonException)
        {
            throw new CommandFailure($"{page} did not answer with JSON: is that the HTTP address of an actormesh member?");
        }
    }

    /// <summary>Has something done.</summary>
    /// <returns>The member's words.</returns>
    public async Task<string> Post(string path, CancellationToken cancel)
    {
        var page = new Uri(member, path);
        using var client = new HttpClient(network ?? new SocketsHttpHandler(), disposeHandler: network is null) { Timeout = Patience };
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, page) { Headers = { { OperatorHeader, "1" } } };
            using var answer = await client.SendAsync(request, cancel);
            var words = await WordsOf(answer, cancel) ?? $"{page} answered {(int)answer.StatusCode}";
            return answer.IsSuccessStatusCode ? words : throw new CommandFailure(words);
        }
        catch (HttpRequestException e)
        {
            throw new CommandFailure($"{page} can not be reached ({e.Message}). Is the member running? Its address goes into --url.");
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new CommandFailure($"{page} did not answer within {client.Timeout.TotalSeconds:0} s.");
        }
    }

    /// <returns>What a member says in plain text about a question that it can not answer; null for anything else.</returns>
    private static async Task<string?> WordsOf(HttpResponseMessage answer, CancellationToken cancel)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "text/plain" || answer.Content.Headers.ContentLength is null or 0 or > LongestWords) return null;
        return (await answer.Content.ReadAsStringAsync(cancel)).Trim() is { Length: > 0 } words ? words : null;
    }

    /// <summary>What follows is not all there is: says so where errors go, so that a table or JSON stays what it is.</summary>
    public static void TellUnanswered(string? unanswered, TextWriter errors)
    {
        if (unanswered is not null) errors.WriteLine($"Not all members answered; what they have is missing here. {unanswered}");
    }
}
