using CsCheck;
using Mesh.Core.Config;
using Mesh.Core.Config.Yaml;

namespace Mesh.Tests.Core.Config;

public sealed class ConfigFuzzTests
{
    private static readonly string[] Scraps = ["{", "}", "[", "]", ": ", "- ", "\n", "---\n", "&a ", "*a", "!!", "\"", "'", "|\n", "%", "\t", "\0", "\uFEFF", "null", "1e999", "<<: ", "? ", "é"];

    /// <summary>CsCheck prints the seed of a failure; CsCheck_Seed runs it again.</summary>
    [Fact]
    public void Damaged_documents_are_judged_and_never_throw()
    {
        if (!ConformanceFiles.Exist) Assert.Skip("no conformance data here");

        var texts = ConformanceFiles.Yaml("verdicts").Select(ConformanceFiles.Text).SelectMany(YamlSplitter.Split).Select(x => x.Text).ToArray();
        var damage = Gen.Select(Gen.Int[0, 9999], Gen.Int[0, 5], Gen.Int[0, Scraps.Length - 1].Select(x => Scraps[x]));
        var damaged = Gen.Select(Gen.Int[0, texts.Length - 1].Select(x => texts[x]), damage.Array[1, 4]);

        damaged.Sample(
            (text, blows) =>
            {
                var broken = blows.Aggregate(text, (x, blow) => Strike(x, blow.Item1, blow.Item2, blow.Item3));

                var documents = ConfigReader.Read("fuzz.yaml", $"{text}\n---\n{broken}\n---\n{text}");

                Assert.True(documents.Count >= 2);
                Assert.Equal(documents[0].Content, documents[^1].Content);
                Assert.All(documents, x => Assert.True(x.Line > 0 && (x.Valid || x.Object is null)));
                Assert.DoesNotContain(documents.SelectMany(x => x.Errors), x => x.Reason.Contains("fault of ActorMesh", StringComparison.Ordinal));
            },
            iter: 3_000,
            threads: 1);
    }

    private static string Strike(string text, int at, int length, string scrap)
    {
        var start = at % (text.Length + 1);
        return text.Remove(start, Math.Min(length, text.Length - start)).Insert(start, scrap);
    }
}
