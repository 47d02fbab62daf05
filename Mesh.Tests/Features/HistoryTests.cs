using Mesh.Tests.Fixtures;
using Mesh.Tests.Host;

namespace Mesh.Tests.Features;

/// <summary>The mesh log as an operator meets it: a member, its files, and the tool.</summary>
public sealed class HistoryTests : IDisposable
{
    private const string Object = "VirtualService/default/reviews";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("history-");

    private string Config => Path.Combine(_folder.FullName, "config");

    private string Routing => Path.Combine(Config, "reviews-routing.yaml");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_changed_is_told_shown_and_taken_back_and_outlives_a_kill()
    {
        CopySample();
        string before;
        await using (var serve = ServeProcess.Start(Config, "--data", Path.Combine(_folder.FullName, "state")))
        {
            await serve.UntilReady();
            await Told(serve, "added", "history", Object);
            before = await File.ReadAllTextAsync(Routing);
            await File.WriteAllTextAsync(Routing, before.Replace("subset: v1\n", "subset: v3\n", StringComparison.Ordinal));
            await Told(serve, "changed VirtualService default/reviews", "history");

            var diff = await Run(serve, "diff", "1", "2", Object);
            Assert.Equal(1, diff.Code);
            Assert.Contains("-         subset: v1\n+         subset: v3\n", diff.Output, StringComparison.Ordinal);
            Assert.Contains("spec.http[0].route[0].destination.subset", (await Run(serve, "diff", "1", "-o", "json")).Output, StringComparison.Ordinal);

            var trial = await Run(serve, "rollback", Object, "1", "--dry-run");
            Assert.Equal(0, trial.Code);
            Assert.Contains("subset: v3", await File.ReadAllTextAsync(Routing), StringComparison.Ordinal);
            var rollback = await Run(serve, "rollback", Object, "1");
            Assert.True(rollback.Code == 0, rollback.Errors);
            Assert.Contains($"Wrote {Routing}", rollback.Output, StringComparison.Ordinal);
            await Told(serve, "3 ", "history", Object);
            // A kill, as the kernel's for want of memory.
        }

        var written = await File.ReadAllTextAsync(Routing);
        Assert.StartsWith(before[..before.IndexOf("apiVersion: networking.istio.io/v1\nkind: VirtualService", StringComparison.Ordinal)], written, StringComparison.Ordinal);
        await using var again = ServeProcess.Start(Config, "--data", Path.Combine(_folder.FullName, "state"));
        await again.UntilReady();
        var history = await Run(again, "history", "-o", "json");
        Assert.Equal(3, (int)System.Text.Json.Nodes.JsonNode.Parse(history.Output)!["revision"]!);
        Assert.Contains("as the mesh log knew them", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_not_be_taken_back_is_told_with_the_reason()
    {
        CopySample();
        await using var serve = ServeProcess.Start(Config, "--data", Path.Combine(_folder.FullName, "state"));
        await serve.UntilReady();
        await Told(serve, "added", "history", Object);

        Assert.Contains("there is nothing to do", (await Run(serve, "rollback", Object, "1")).Output, StringComparison.Ordinal);
        var service = await Run(serve, "rollback", "Service/default/reviews", "1");
        Assert.Equal(1, service.Code);
        Assert.Contains("no more than a mesh needs to know", service.Errors, StringComparison.Ordinal);
        Assert.Contains("the log reaches from 0 to 1", (await Run(serve, "rollback", Object, "7")).Errors, StringComparison.Ordinal);
        Assert.Equal(2, (await Run(serve, "rollback", "reviews", "1")).Code);
    }

    private static Task<ToolRun> Run(ServeProcess serve, params string[] arguments) => ToolRun.Of([.. arguments, "--url", serve.Http.BaseAddress!.ToString()]);

    private static async Task Told(ServeProcess serve, string words, params string[] arguments)
    {
        for (var i = 0; i < 300; i++)
        {
            if ((await Run(serve, arguments)).Output.Contains(words, StringComparison.Ordinal)) return;
            await Task.Delay(100);
        }
        Assert.Fail($"Never told: {words}\n{(await Run(serve, arguments)).Output}\n{serve.Output}");
    }

    private void CopySample()
    {
        Directory.CreateDirectory(Config);
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "samples/bookinfo"), "*.yaml")) File.Copy(file, Path.Combine(Config, Path.GetFileName(file)));
    }
}
