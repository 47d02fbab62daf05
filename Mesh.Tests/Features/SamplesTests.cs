using Mesh.Gateway.Files;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Features;

/// <summary>The samples are the first that a newcomer sees: they load without a word of complaint.</summary>
public sealed class SamplesTests
{
    public static TheoryData<string> Directories => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "samples")).Select(x => Path.GetFileName(x)!).Order(), "../Mesh.Tests/Fixtures/Pods"];

    [Theory]
    [MemberData(nameof(Directories))]
    public void A_sample_loads_without_a_complaint(string sample)
    {
        var directory = Path.Combine(Repository.Root, "samples", sample);

        var loaded = ConfigLoader.Load(new([directory]));

        Assert.NotEmpty(loaded.Objects);
        Assert.Empty(loaded.Documents.SelectMany(x => x.Errors.Select(error => $"{x.Source}: {error}")));
        Assert.Empty(loaded.MeshErrors);
        // Of every EnvoyFilter it is said that another release may break it; a sample that needs one is no worse than that.
        Assert.DoesNotContain(loaded.Warnings, x => !x.ToString().Contains("an EnvoyFilter reaches into", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_sample_directory_is_told_of_in_the_README()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "samples/README.md"));

        Assert.All(Directory.GetDirectories(Path.Combine(Repository.Root, "samples")), x => Assert.Contains($"`{Path.GetFileName(x)}/`", readme));
    }
}
