using System.Reflection;

namespace Mesh.Tests.Architecture;

/// <summary>References between the projects point one way: Contracts ◄ Core ◄ Actors ◄ Gateway, Persistence ◄ Host.</summary>
public sealed class DependencyTests
{
    [Fact]
    public void Placeholder_until_types_exist() => Assert.NotNull(Assembly.GetExecutingAssembly());
}
