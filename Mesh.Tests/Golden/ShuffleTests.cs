using CsCheck;
using Mesh.Bench.Fuzz;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation;
using YamlDotNet.RepresentationModel;

namespace Mesh.Tests.Golden;

/// <summary>
/// The same mesh gives the same bytes, in whatever order its files come, its documents stand in them and the keys of its maps are written. CsCheck prints the
/// seed of a failure; CsCheck_Seed runs it again.
/// </summary>
public sealed class ShuffleTests
{
    private const int Rounds = 150;

    [Fact]
    public void Order_of_files_documents_and_keys_changes_no_byte()
    {
        var corpus = FuzzCorpus.Read(ConformanceData.Root);
        if (corpus.Cases.Count == 0) Assert.Skip(ConformanceData.Absent);
        var known = new Dictionary<string, string[]>();

        Gen.Select(Gen.Int[0, corpus.Cases.Count - 1], Gen.Int).Sample(
            (index, seed) =>
            {
                var about = corpus.Cases[index];
                if (!known.TryGetValue(about.Name, out var expected)) expected = known[about.Name] = Sent(about, [Distinct(about.Documents)]);

                var actual = Sent(about, Shuffled(Distinct(about.Documents), new Random(seed)));

                Assert.True(expected.SequenceEqual(actual), $"{about.Name}: {string.Join("\n", expected.Except(actual).Concat(actual.Except(expected)).Take(6))}");
            },
            iter: Rounds,
            threads: 1);
    }

    /// <summary>Of an object that stands twice, its place decides which counts.</summary>
    private static List<string> Distinct(IReadOnlyList<string> documents) =>
        [.. documents.DistinctBy(x => ConfigReader.Read("x.yaml", x).FirstOrDefault()?.Key is { } key ? key.ToString() : x)];

    private static List<List<string>> Shuffled(List<string> documents, Random random)
    {
        var files = Enumerable.Range(0, 1 + random.Next(5)).Select(_ => new List<string>()).ToList();
        foreach (var document in documents.OrderBy(_ => random.Next()))
        {
            var text = YamlTrees.Read(document) is { } root ? YamlTrees.Write(Mixed(root, random)) : document;
            files[random.Next(files.Count)].Add(text);
        }
        return [.. files.OrderBy(_ => random.Next())];
    }

    private static YamlNode Mixed(YamlNode node, Random random) => node switch
    {
        YamlMappingNode map => new YamlMappingNode(map.Children.OrderBy(_ => random.Next()).Select(x => KeyValuePair.Create(YamlTrees.Copy(x.Key), Mixed(x.Value, random)))) { Style = map.Style },
        YamlSequenceNode list => new YamlSequenceNode(list.Children.Select(x => Mixed(x, random))) { Style = list.Style },
        _ => YamlTrees.Copy(node),
    };

    private static string[] Sent(FuzzCase about, List<List<string>> files)
    {
        var store = new ConfigStore();
        for (var i = 0; i < files.Count; i++) store.Apply([new($"{i}.yaml", ConfigReader.Read($"{i}.yaml", string.Join("\n---\n", files[i])))]);
        var model = ModelBuilder.Build(ConfigSet.Of(store.Objects), about.Mesh);
        return
        [
            .. from proxy in about.Proxies
               let all = Generator.Generate(new ProxyContext(model, proxy))
               from resource in (IEnumerable<Translated>)[.. all.Clusters, .. all.Endpoints, .. all.Listeners, .. all.Routes, .. all.Extensions, .. all.Names]
               select $"{proxy.Id} {resource.Type} {resource.Name} {resource.Packed.Version}",
        ];
    }
}
