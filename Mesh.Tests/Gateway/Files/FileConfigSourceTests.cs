using System.Diagnostics;
using Mesh.Actors.Config;
using Mesh.Core.Config;
using Mesh.Core.Values;
using Mesh.Gateway.Files;

namespace Mesh.Tests.Gateway.Files;

/// <summary>With real files and the kernel's real notices.</summary>
public sealed class FileConfigSourceTests : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("actormesh-files-").FullName;
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(30));
    private IAsyncEnumerator<ConfigChanges>? _changes;

    public async ValueTask DisposeAsync()
    {
        await _patience.CancelAsync();
        if (_changes is not null) await _changes.DisposeAsync();
        _patience.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task The_first_element_is_all_there_is()
    {
        Write("a.yaml", Entry("one"));
        Write("deep/er/b.yml", Entry("two"));
        Write("c.json", """{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}""");
        Write("notes.txt", "kind: nothing");
        Write(".hidden/d.yaml", Entry("three"));

        var all = await Start();

        Assert.Equal(["shop", "one", "two"], all.Applied.Select(x => x.Name));
        Assert.Equal(MeshConfig.Default, all.Mesh);
        Assert.Empty(all.Refused!);
    }

    [Fact]
    public async Task A_renamed_file_is_live_at_once_and_the_other_thousand_are_left_alone()
    {
        for (var i = 0; i < 1000; i++) Write($"{i:d4}.yaml", Entry($"entry-{i}"));
        Assert.Equal(1000, (await Start()).Applied.Count);
        var next = Next();
        Write("new.tmp", Entry("entry-500", "moved.test"));
        var clock = Stopwatch.StartNew();

        File.Move(At("new.tmp"), At("0500.yaml"), overwrite: true);
        var changes = await next;

        TestContext.Current.TestOutputHelper?.WriteLine($"live after {clock.Elapsed.TotalMilliseconds:f1} ms");
        Assert.Equal("entry-500", Assert.Single(changes.Applied).Name);
        Assert.Null(changes.Refused);
        Assert.Null(changes.Mesh);
    }

    [Fact]
    public async Task A_file_written_in_place_is_taken()
    {
        Write("a.yaml", Entry("one"));
        await Start();

        Write("a.yaml", Entry("one", "other.test"));
        var changes = await Next();

        Assert.Equal(["other.test"], ((ServiceEntry)Assert.Single(changes.Applied).SpecObject).Hosts!);
    }

    [Fact]
    public async Task A_new_file_in_a_new_directory_is_found()
    {
        await Start();

        Write("team/a.yaml", Entry("one"));
        var changes = await Next();

        Assert.Equal("one", Assert.Single(changes.Applied).Name);
    }

    [Fact]
    public async Task A_deleted_file_takes_its_objects_with_it()
    {
        Write("a.yaml", Entry("one"));
        await Start();

        File.Delete(At("a.yaml"));

        Assert.Equal("one", Assert.Single((await Next()).Removed).Name);
    }

    [Fact]
    public async Task A_deleted_directory_takes_its_objects_with_it()
    {
        Write("team/a.yaml", Entry("one"));
        Write("team/b.yaml", Entry("two"));
        await Start();

        Directory.Move(At("team"), At(".trash"));
        var removed = (await Next()).Removed;

        Assert.Equal(["one", "two"], removed.Select(x => x.Name));
    }

    [Fact]
    public async Task A_half_written_file_removes_nothing()
    {
        Write("a.yaml", $"{Entry("one")}\n---\n{Entry("two")}\n");
        await Start();

        using (var file = new StreamWriter(At("a.yaml"), append: false) { AutoFlush = true })
        {
            await file.WriteAsync(Entry("one") + "\n---\n");
            await file.WriteAsync(Entry("two", "changed.test") + "\n");
        }
        var changes = await Next();

        Assert.Equal("two", Assert.Single(changes.Applied).Name);
        Assert.Empty(changes.Removed);
    }

    [Fact]
    public async Task An_object_taken_out_of_a_file_is_gone_when_the_file_is_still()
    {
        Write("a.yaml", $"{Entry("one")}\n---\n{Entry("two")}\n");
        await Start();

        Write("a.yaml", $"{Entry("one")}\n");

        Assert.Equal("two", Assert.Single((await Next()).Removed).Name);
    }

    [Fact]
    public async Task A_file_that_breaks_keeps_its_last_good_objects_until_it_is_mended()
    {
        Write("a.yaml", $"{Entry("one")}\n");
        await Start();

        Write("a.yaml", Entry("one") + "\n  bad: [\n");
        var broken = await Next();
        Write("a.yaml", Entry("one", "mended.test") + "\n");
        var mended = await Next();

        Assert.Empty(broken.Removed);
        Assert.Contains("not YAML", Assert.Single(broken.Refused!).Errors[0].Reason, StringComparison.Ordinal);
        Assert.Equal("one", Assert.Single(mended.Applied).Name);
        Assert.Empty(mended.Refused!);
    }

    [Fact]
    public async Task A_mounted_ConfigMap_turns_all_its_files_at_once()
    {
        Write("..v1/a.yaml", Entry("one"));
        Write("..v1/b.yaml", Entry("two"));
        File.CreateSymbolicLink(At("..data"), "..v1");
        foreach (var name in (string[])["a.yaml", "b.yaml"]) File.CreateSymbolicLink(At(name), Path.Combine("..data", name));
        Assert.Equal(2, (await Start()).Applied.Count);

        Write("..v2/a.yaml", Entry("one", "new.test"));
        Write("..v2/b.yaml", Entry("two", "new.test"));
        File.CreateSymbolicLink(At("..data_tmp"), "..v2");
        await Rename("..data_tmp", "..data");
        var applied = new List<ConfigObject>();
        while (applied.Count < 2) applied.AddRange((await Next()).Applied);

        Assert.Equal(["one", "two"], applied.Select(x => x.Name));
    }

    [Fact]
    public async Task The_mesh_settings_follow_their_file()
    {
        Write("mesh/mesh.yaml", "trustDomain: a.test\n");
        Directory.CreateDirectory(At("config"));
        Assert.Equal("a.test", (await Start("config", "mesh/mesh.yaml")).Mesh!.TrustDomain);

        Write("mesh/mesh.yaml", "trustDomain: b.test\n");
        Assert.Equal("b.test", (await Next()).Mesh!.TrustDomain);

        Write("mesh/mesh.yaml", "trustDomains: c.test\n");
        var refused = await Next();
        Assert.Null(refused.Mesh);
        Assert.Equal("trustDomains", Assert.Single(refused.Refused!).Errors[0].Field);
    }

    [Fact]
    public async Task The_mesh_settings_follow_the_ConfigMap_where_there_is_no_file()
    {
        Write("a.yaml", MeshMap("a.test"));
        Assert.Equal("a.test", (await Start()).Mesh!.TrustDomain);

        Write("a.yaml", MeshMap("b.test"));

        Assert.Equal("b.test", (await Next()).Mesh!.TrustDomain);
    }

    [Fact]
    public async Task What_the_kernel_does_not_tell_is_found_by_looking()
    {
        var outside = Directory.CreateTempSubdirectory("actormesh-linked-").FullName;
        try
        {
            Directory.CreateSymbolicLink(At("linked"), outside);
            await Start(rescan: TimeSpan.FromMilliseconds(100));

            await File.WriteAllTextAsync(Path.Combine(outside, "a.yaml"), Entry("one"), _patience.Token);

            Assert.Equal("one", Assert.Single((await Next()).Applied).Name);
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_refused_at_the_start()
    {
        var missing = await Assert.ThrowsAsync<FileNotFoundException>(() => Start("nowhere"));

        Assert.Contains("neither a file nor a directory", missing.Message, StringComparison.Ordinal);
    }

    /// <summary>rename(2), as the kubelet does it: .NET's own Move follows a link to a directory.</summary>
    private async Task Rename(string from, string to)
    {
        using var move = Process.Start("mv", ["-T", At(from), At(to)]);
        await move.WaitForExitAsync(_patience.Token);
        Assert.Equal(0, move.ExitCode);
    }

    private async Task<ConfigChanges> Start(string path = "", string? mesh = null, TimeSpan? rescan = null)
    {
        var options = new FileConfigOptions([path.Length == 0 ? _directory : At(path)], mesh is null ? null : At(mesh)) { RescanEvery = rescan ?? TimeSpan.FromMinutes(10) };
        _changes = new FileConfigSource(options, TimeProvider.System).Watch(_patience.Token).GetAsyncEnumerator(_patience.Token);
        return await Next();
    }

    private async Task<ConfigChanges> Next()
    {
        Assert.True(await _changes!.MoveNextAsync());
        return _changes.Current;
    }

    private string At(string path) => Path.Combine(_directory, path);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    private static string Entry(string name, string host = "a.test") =>
        $"apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: {name}}}\nspec: {{hosts: [{host}], resolution: STATIC, ports: [{{number: 80, name: http, protocol: HTTP}}], endpoints: [{{address: 10.0.0.1}}]}}";

    private static string MeshMap(string trustDomain) =>
        $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: istio, namespace: istio-system}}\ndata:\n  mesh: |\n    trustDomain: {trustDomain}\n";
}
