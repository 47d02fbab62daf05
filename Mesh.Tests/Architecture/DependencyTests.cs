using System.Reflection;
using Mesh.Actors;
using Mesh.Core.Model;
using Mesh.Gateway;
using Mesh.Serve;

namespace Mesh.Tests.Architecture;

/// <summary>References between the projects point one way: Contracts ◄ Core ◄ Actors ◄ Gateway, Persistence ◄ Host.</summary>
public sealed class DependencyTests
{
    private static readonly Assembly Contracts = typeof(Envoy.Config.Cluster.V3.Cluster).Assembly;
    private static readonly Assembly Core = typeof(MeshModel).Assembly;
    private static readonly Assembly Actors = typeof(MeshActors).Assembly;
    private static readonly Assembly Gateway = typeof(GatewayApi).Assembly;
    private static readonly Assembly Host = typeof(MeshServer).Assembly;

    [Fact]
    public void The_core_is_pure()
    {
        string[] effects = ["Akka", "Microsoft.AspNetCore", "Microsoft.Extensions", "Grpc", "StackExchange", "k8s", "KubernetesClient", "Prometheus"];

        var found = Core.GetReferencedAssemblies().Where(x => effects.Any(y => x.Name!.StartsWith(y, StringComparison.Ordinal)));

        Assert.Empty(found);
    }

    [Fact]
    public void Actors_know_no_transport()
    {
        string[] transports = ["Microsoft.AspNetCore", "Grpc", "StackExchange", "k8s", "KubernetesClient", "Prometheus"];

        var found = Actors.GetReferencedAssemblies().Where(x => transports.Any(y => x.Name!.StartsWith(y, StringComparison.Ordinal)));

        Assert.Empty(found);
    }

    [Fact]
    public void References_point_one_way()
    {
        Assert.Empty(ProjectsOf(Contracts));
        Assert.Equal(["Mesh.Contracts"], ProjectsOf(Core));
        Assert.Subset(new HashSet<string> { "Mesh.Contracts", "Mesh.Core" }, ProjectsOf(Actors).ToHashSet());
        Assert.Subset(new HashSet<string> { "Mesh.Contracts", "Mesh.Core", "Mesh.Actors" }, ProjectsOf(Gateway).ToHashSet());
        Assert.Subset(new HashSet<string> { "Mesh.Contracts", "Mesh.Core", "Mesh.Actors", "Mesh.Gateway", "Mesh.Persistence" }, ProjectsOf(Host).ToHashSet());
    }

    private static IEnumerable<string> ProjectsOf(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(x => x.Name!).Where(x => x.StartsWith("Mesh.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
