using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.History;

namespace Mesh.Commands;

/// <summary>Asks a running member for the mesh log.</summary>
internal sealed class HistoryClient(string url, HttpMessageHandler? network)
{
    private readonly MemberClient _member = MemberClient.Of(url, network);

    public Task<JsonNode> List(string? name, int limit, CancellationToken cancel) =>
        Get(string.Create(CultureInfo.InvariantCulture, $"/debug/history?limit={limit}{ObjectOf(name)}"), cancel);

    public Task<JsonNode> Diff(long from, long? to, string? name, CancellationToken cancel) =>
        Get(string.Create(CultureInfo.InvariantCulture, $"/debug/history/diff?from={from}{(to is null ? "" : $"&to={to}")}{ObjectOf(name)}"), cancel);

    public Task<JsonNode> Document(string name, long revision, CancellationToken cancel) =>
        Get(string.Create(CultureInfo.InvariantCulture, $"/debug/history/document?revision={revision}{ObjectOf(name)}"), cancel);

    /// <summary>Told before the member is asked, so that a slip of the keyboard is told as such.</summary>
    public static string Checked(string name) =>
        ObjectName.Parse(name) ?? throw new CommandFailure($"'{name}' names no object: {ObjectName.Forms}", ExitCode.WrongUsage);

    private async Task<JsonNode> Get(string path, CancellationToken cancel)
    {
        var (json, _) = await _member.Get(path, cancel);
        var answer = JsonNode.Parse(json)!;
        return answer["error"] is { } error ? throw new CommandFailure($"{error}") : answer;
    }

    private static string ObjectOf(string? name) => name is null ? "" : $"&object={Uri.EscapeDataString(Checked(name))}";
}
