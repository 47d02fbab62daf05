namespace Mesh.Tests.Fixtures.Pods;

/// <summary>
/// A test of a feature with real Envoys: Istio's YAML in, HTTP answers out. They share one mesh and run one after another, alone on the machine, since
/// they measure times.
/// </summary>
[Collection(Collection)]
public abstract class PodTest(MeshOfPods mesh) : IAsyncLifetime
{
    public const string Collection = "A mesh of pods";

    /// <summary>Cluster addresses of the sample's services: nothing but a sidecar knows them.</summary>
    protected static readonly CallRequest Reviews = new("10.96.0.12", 9080, "reviews:9080");

    protected static readonly CallRequest Ratings = new("10.96.0.13", 9080, "ratings:9080");

    protected MeshOfPods Mesh { get; } = mesh;

    public async ValueTask InitializeAsync()
    {
        Requirements.Demand();
        foreach (var pod in (Pod[])[Mesh.ReviewsV1, Mesh.ReviewsV2, Mesh.ReviewsV3, Mesh.Ratings]) await pod.App.Behave();
    }

    /// <summary>Whatever a test asked for, no proxy may have refused any of it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Requirements.Missing is null) Assert.Empty(await Mesh.NewTroubles());
        GC.SuppressFinalize(this);
    }
}

[CollectionDefinition(PodTest.Collection, DisableParallelization = true)]
public sealed class PodTestCollection : ICollectionFixture<MeshOfPods>;
