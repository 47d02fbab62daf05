using System.Text.Json;
using Mesh.Actors.Members;
using Mesh.Core.Explain.Objects;

namespace Mesh.Gateway.People;

/// <summary>The pages of this one member, as other members ask for them to show the whole cluster.</summary>
/// <param name="sources">Looked up at the first question: the actors that ask are started before there is anything to show.</param>
public sealed class MemberPages(Func<DebugSources> sources, HistoryPages history) : IMemberPages
{
    internal const string Member = "member";
    internal const string Sync = "syncz";
    internal const string Connections = "connections";
    internal const string Config = "configz";
    internal const string Convergence = "convergence";
    internal const string Dump = "config_dump";
    internal const string History = "history";
    internal const string HistoryDiff = "history/diff";
    internal const string HistoryDocument = "history/document";

    public async Task<string?> Render(string page, string argument, CancellationToken cancel)
    {
        var from = sources();
        return page switch
        {
            Member => Json(await from.Describe(cancel)),
            Sync => Json(SyncView.Of(await from.Connections(cancel))),
            Connections => Json(SyncView.Connections(from.Member, await from.Connections(cancel))),
            Config => Json(MeshView.Configs(from.Model, await from.Config(cancel))),
            CertificatePages.Certificates => Json(CertificatePages.Of(from)),
            Convergence => await Converged(from, argument, cancel),
            Dump => await ConfigDump(from, argument, cancel),
            History => HistoryQuestion.Parse(argument) is var asked ? history.List(asked.Object, asked.Limit) : null,
            HistoryDiff => HistoryQuestion.Parse(argument) is { From: { } first } asked ? history.Diff(first, asked.To, asked.Object) : null,
            HistoryDocument => HistoryQuestion.Parse(argument) is { Object: { } name, From: { } revision } ? history.Document(name, revision) : null,
            ExplainPages.OfObject => await ExplainPages.OwnObject(from, argument, cancel),
            ExplainPages.OfRequest => await ExplainPages.OwnRequest(from, argument, cancel),
            _ => null,
        };
    }

    /// <param name="name">Of an object; empty for all proxies.</param>
    /// <returns>null where the object is not known: a member that has not heard of it yet, or has heard that it is gone.</returns>
    private static async Task<string?> Converged(DebugSources from, string name, CancellationToken cancel)
    {
        var about = name.Length == 0 ? null : ObjectNames.Find(from.Model?.Configs.Everything ?? [], name, null).Object;
        return name.Length > 0 && about is null ? null : Json(await from.Convergence(about?.Key, cancel));
    }

    private static async Task<string?> ConfigDump(DebugSources from, string proxy, CancellationToken cancel)
    {
        var found = (await from.Connections(cancel)).Where(x => x.Proxy?.Id.Contains(proxy, StringComparison.Ordinal) == true).ToList();
        var ids = found.Select(x => x.Proxy!.Id).Distinct().ToList();
        return ids.Count switch
        {
            0 => null,
            1 => ConfigDumpView.Of(found),
            _ => throw new InvalidOperationException($"More than one proxy's id contains \"{proxy}\":\n{string.Join("\n", ids.Take(50))}\n"),
        };
    }

    private static string Json(object view) => JsonSerializer.Serialize(view, view.GetType(), DebugJson.Options);
}
