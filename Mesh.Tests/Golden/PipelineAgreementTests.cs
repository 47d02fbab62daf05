using System.Runtime.CompilerServices;
using Mesh.Core.Model;
using Mesh.Core.Translation;
using Mesh.Core.Translation.Pipeline;
using Mesh.Core.Xds;

namespace Mesh.Tests.Golden;

/// <summary>
/// What is shared among proxies must be what each would get alone: every proxy of the conformance data is translated by itself, then through one
/// memo and one pipeline that serve them all. A key that leaves an input out shows here.
/// </summary>
public sealed class PipelineAgreementTests
{
    private static readonly TranslationMemo OneMemo = new();
    private static readonly ConditionalWeakTable<MeshModel, SnapshotPipeline> Pipelines = [];

    public static IEnumerable<TheoryDataRow<string, string, string>> Rows => ConformanceData.Rows("istiod").Concat(ConformanceData.Rows("istiod-filters"))
        .Select(x => new TheoryDataRow<string, string, string>(x.Area, x.Case, x.Proxy) { TestDisplayName = $"{x.Name} through a shared pipeline", Label = "" });

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Rows))]
    public void A_shared_pipeline_sends_what_the_proxy_would_get_alone(string area, string caseName, string proxyName)
    {
        var row = new ConformanceRow(area, caseName, proxyName);
        var proxy = GoldenProxy.Read(Path.Combine(row.Folder, "proxies", $"{proxyName}.json"), istioDialect: area == "istiod-filters");
        var model = GoldenGenerator.Model(Path.Combine(row.Folder, "config"), Path.Combine(row.Folder, "mesh.yaml"));

        var alone = Versions(Generator.Generate(new ProxyContext(model, proxy)));
        var sharing = Versions(Generator.Generate(new ProxyContext(model, proxy, OneMemo)));
        var outcome = Pipelines.GetValue(model, _ => new(PipelineOptions.Default)).Snapshot(model, proxy, DateTimeOffset.UnixEpoch);

        Assert.Equal(alone, sharing);
        Assert.Empty(outcome.Withheld);
        Assert.Equal(alone, Versions(outcome.Snapshot));
    }

    private static string[] Versions(Generated generated) => Lines(
    [
        .. generated.Clusters, .. generated.Endpoints, .. generated.Listeners, .. generated.Routes, .. generated.Extensions, .. generated.Names,
    ]);

    private static string[] Lines(IEnumerable<Translated> resources) => [.. resources.Select(x => Line(x.Packed)).Order(StringComparer.Ordinal)];

    private static string[] Versions(XdsSnapshot snapshot) =>
        [.. XdsType.All.SelectMany(type => snapshot[type].All).Select(Line).Order(StringComparer.Ordinal)];

    private static string Line(XdsResource resource) => $"{resource.Type} {resource.Name} {resource.Version}";
}
