using Mesh.Core.Config;

namespace Mesh.Tests.Core.Config;

public sealed class ConfigStoreTests
{
    private readonly ConfigStore _store = new();

    [Fact]
    public void An_object_that_says_the_same_keeps_its_reference()
    {
        var first = Assert.Single(Apply("a.yaml", Entry("one", "a.test"), Entry("two", "b.test")).Applied, x => x.Name == "one");

        var changes = Apply("a.yaml", "# moved down\n\n" + Entry("one", "a.test"), Entry("two", "c.test"));

        Assert.Equal("two", Assert.Single(changes.Applied).Name);
        Assert.Empty(changes.Removed);
        Assert.Same(first, _store.Find(first.Key));
    }

    [Fact]
    public void A_resource_version_is_no_change_but_of_objects_that_name_an_image()
    {
        const string service = "apiVersion: v1\nkind: Service\nmetadata: {name: a, resourceVersion: \"$\"}\nspec: {ports: [{port: 80}]}\n";
        const string plugin = "apiVersion: extensions.istio.io/v1alpha1\nkind: WasmPlugin\nmetadata: {name: a, resourceVersion: \"$\"}\nspec: {url: oci://x.test/a}\n";
        Apply("a.yaml", service.Replace('$', '1'), plugin.Replace('$', '1'));

        var changes = Apply("a.yaml", service.Replace('$', '2'), plugin.Replace('$', '2'));

        Assert.Equal("2", Assert.Single(changes.Applied).Meta.ResourceVersion);
    }

    [Fact]
    public void A_broken_version_leaves_the_last_good_one_in_force_and_is_listed()
    {
        var good = Assert.Single(Apply("a.yaml", Entry("one", "a.test")).Applied);

        var changes = Apply("a.yaml", Entry("one", "a.test", "STATTIC"));

        Assert.Empty(changes.Applied);
        Assert.Empty(changes.Removed);
        Assert.Equal("spec.resolution", Assert.Single(Assert.Single(changes.Refused!).Errors).Field);
        Assert.Same(good, _store.Find(good.Key));
        Assert.Empty(Apply("a.yaml", Entry("one", "a.test")).Refused!);
    }

    [Fact]
    public void A_file_that_is_no_YAML_removes_nothing()
    {
        Apply("a.yaml", Entry("one", "a.test"), Entry("two", "b.test"));

        var changes = Apply("a.yaml", Entry("one", "a.test"), "kind: [");

        Assert.Empty(changes.Removed);
        Assert.Single(changes.Refused!);
        Assert.Equal(2, _store.Objects.Count());
    }

    [Fact]
    public void A_file_that_goes_takes_its_objects_with_it()
    {
        Apply("a.yaml", Entry("one", "a.test"));

        var changes = _store.Apply([new("a.yaml", null)]);

        Assert.Equal("one", Assert.Single(changes.Removed).Name);
        Assert.Empty(_store.Objects);
        Assert.Empty(_store.Files);
    }

    [Fact]
    public void An_object_that_moves_to_another_file_is_not_gone_in_between()
    {
        var before = Assert.Single(Apply("a.yaml", Entry("one", "a.test")).Applied);

        var changes = _store.Apply([new("a.yaml", null), Reading("b.yaml", Entry("one", "a.test"))]);

        Assert.Empty(changes.Applied);
        Assert.Empty(changes.Removed);
        Assert.Same(before, Assert.Single(_store.Objects));
    }

    [Fact]
    public void Of_an_object_in_two_files_the_first_by_path_counts_and_the_warning_names_both()
    {
        Apply("b.yaml", Entry("one", "b.test"));

        var changes = Apply("a.yaml", Entry("one", "a.test"));

        Assert.Equal("a.yaml", Assert.Single(changes.Applied).Source.File);
        Assert.Equal("b.yaml:1: ServiceEntry default/one stands in a.yaml:1 too, which is used because its path comes first", Assert.Single(changes.Warnings!).ToString());

        var gone = _store.Apply([new("a.yaml", null)]);

        Assert.Equal("b.yaml", Assert.Single(gone.Applied).Source.File);
        Assert.Empty(gone.Warnings!);
    }

    [Fact]
    public void An_object_twice_in_one_file_is_a_warning_and_the_first_counts()
    {
        var changes = Apply("a.yaml", Entry("one", "a.test"), Entry("one", "b.test"));

        Assert.Equal(["a.test"], ((ServiceEntry)Assert.Single(changes.Applied).SpecObject).Hosts!);
        Assert.Contains("stands in this file twice", Assert.Single(changes.Warnings!).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reading_that_changes_nothing_says_nothing()
    {
        Apply("a.yaml", Entry("one", "a.test"), "kind: [");

        Assert.False(Apply("a.yaml", Entry("one", "a.test"), "kind: [").Any);
    }

    private ConfigStoreChanges Apply(string path, params string[] documents) => _store.Apply([Reading(path, documents)]);

    private static FileReading Reading(string path, params string[] documents) => new(path, ConfigReader.Read(path, string.Join("\n---\n", documents)));

    private static string Entry(string name, string host, string resolution = "STATIC") =>
        $"apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {{name: {name}}}\nspec: {{hosts: [{host}], resolution: {resolution}, ports: [{{number: 80, name: http, protocol: HTTP}}], endpoints: [{{address: 10.0.0.1}}]}}";
}
