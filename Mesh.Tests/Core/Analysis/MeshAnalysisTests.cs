using Mesh.Core.Analysis;
using Mesh.Core.Config;
using Mesh.Core.Model;

namespace Mesh.Tests.Core.Analysis;

public sealed class MeshAnalysisTests
{
    private const string Routes = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: cart, namespace: shop}\nspec: {hosts: [cart], http: [{route: [{destination: {host: HOST}}]}]}\n";

    [Fact]
    public void A_change_asks_only_those_who_read_its_kind()
    {
        var before = Mesh("cart");
        var first = MeshAnalysis.Of(AnalysisInput.OfMesh(before));

        var after = Change(before, Routes.Replace("HOST", "cat", StringComparison.Ordinal));
        var second = MeshAnalysis.Of(AnalysisInput.OfMesh(after, first.Input), first);

        Assert.Empty(first.Findings);
        Assert.Equal(Analyzers.All.Count, first.Asked.Count);
        Assert.Equal(Analyzers.All.Where(x => x.Reads.Contains(ConfigKind.VirtualService)), second.Asked);
        Assert.Equal(["IST0101 Error VirtualService shop/cart spec.http[0].route[0].destination.host"], Analyzed.Words(second.Findings));
        Assert.Same(first.Input.Hosts, second.Input.Hosts);
    }

    [Fact]
    public void What_is_found_step_by_step_is_what_is_found_at_once()
    {
        var before = Mesh("cat");
        var first = MeshAnalysis.Of(AnalysisInput.OfMesh(before));

        var after = Change(before, "apiVersion: v1\nkind: Service\nmetadata: {name: cat, namespace: shop}\nspec: {ports: [{name: web, port: 80}]}\n");
        var second = MeshAnalysis.Of(AnalysisInput.OfMesh(after, first.Input), first);

        Assert.Equal(MeshAnalysis.Of(AnalysisInput.OfMesh(after)).Findings, second.Findings);
        Assert.Equal(["IST0118 Info Service shop/cat spec.ports[0].name"], Analyzed.Words(second.Findings));
    }

    [Fact]
    public void Nothing_new_asks_nobody()
    {
        var mesh = Mesh("cart");
        var first = MeshAnalysis.Of(AnalysisInput.OfMesh(mesh));

        Assert.Empty(MeshAnalysis.Of(AnalysisInput.OfMesh(mesh, first.Input), first).Asked);
    }

    [Fact]
    public void The_order_of_objects_changes_nothing()
    {
        var yaml = Analyzed.Shop + string.Join("---\n", Enumerable.Range(0, 20).Select(i => Routes.Replace("HOST", $"h{i}", StringComparison.Ordinal).Replace("name: cart,", $"name: vs{i},", StringComparison.Ordinal)));
        var reversed = string.Join("---\n", yaml.Split("---\n").Reverse());

        Assert.Equal(Analyzed.Words(Analyzed.Mesh(yaml)), Analyzed.Words(Analyzed.Mesh(reversed)));
    }

    private static MeshParts Mesh(string host) => Analyzed.Parts(Analyzed.Shop + Routes.Replace("HOST", host, StringComparison.Ordinal));

    private static MeshParts Change(MeshParts before, string yaml) =>
        ModelBuilder.BuildParts(before.Configs.With(ConfigReader.Read("test.yaml", yaml).Select(x => x.Object!), []), before.Mesh, before);
}
