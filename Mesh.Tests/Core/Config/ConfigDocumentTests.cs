using System.Reflection;
using System.Text.Json;
using Mesh.Core.Config;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Core.Config;

public sealed class ConfigDocumentTests
{
    private static readonly MethodInfo RandomObject = typeof(RandomRecords).GetMethod(nameof(RandomRecords.Object))!;

    public static TheoryData<ConfigKind> Kinds => [.. ConfigKinds.All.Select(x => x.Kind)];

    /// <summary>Also what validation would refuse: what was once taken must come back whatever today's checks say.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_object_comes_back_as_it_was(ConfigKind kind)
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var written = Random(kind, seed);

            var text = ConfigDocument.Write(written);
            var read = ConfigDocument.Read(text, written.Source);

            Assert.Equal((written.Key, written.Source), (read.Key, read.Source));
            Assert.Equal(written.Meta, read.Meta);
            Assert.True(text == ConfigDocument.Write(read), $"seed {seed}:\n{text}\n{ConfigDocument.Write(read)}");
        }
    }

    [Fact]
    public void The_samples_come_back_equal_in_every_field_that_can_be_compared()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "samples"), "*.yaml", SearchOption.AllDirectories))
        {
            foreach (var item in ConfigReader.Read(file, File.ReadAllText(file)).Select(x => x.Object).OfType<ConfigObject>().Where(x => !HoldsFreeForm(x.Kind)))
            {
                Assert.Equal(item.SpecObject, ConfigDocument.Read(ConfigDocument.Write(item), item.Source).SpecObject);
            }
        }
    }

    /// <summary>JSON of any shape has no equality; that it comes back is proved above, by its text.</summary>
    private static bool HoldsFreeForm(ConfigKind kind) => kind is ConfigKind.EnvoyFilter or ConfigKind.MixerHandler or ConfigKind.MixerInstance;

    [Fact]
    public void The_mesh_wide_settings_come_back_as_they_were()
    {
        using var text = new MemoryStream();
        using (var to = new Utf8JsonWriter(text)) ConfigDocument.WriteRecord(to, MeshConfig.Default);

        Assert.Equal(MeshConfig.Default, ConfigDocument.ReadRecord<MeshConfig>(JsonDocument.Parse(text.ToArray()).RootElement));
    }

    [Fact]
    public void What_a_newer_release_wrote_is_read_without_what_we_do_not_know()
    {
        var read = (ConfigObject<DestinationRule>)ConfigDocument.Read(
            """{"apiVersion":"networking.istio.io/v1","kind":"DestinationRule","metadata":{"name":"a","namespace":"b"},"spec":{"host":"cart","fromTheFuture":{"x":1}}}""", new("f", 1));

        Assert.Equal("cart", read.Spec.Host);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"apiVersion":"v1","kind":"Moon"}""")]
    public void Anything_else_is_refused(string text) => Assert.Throws<FormatException>(() => ConfigDocument.Read(text, new("f", 1)));

    private static ConfigObject Random(ConfigKind kind, int seed)
    {
        var info = ConfigKinds.Get(kind);
        return (ConfigObject)RandomObject.MakeGenericMethod(info.SpecType).Invoke(new RandomRecords(seed, documents: true), [kind, "name", info.Namespaced ? "shop" : ""])!;
    }
}
