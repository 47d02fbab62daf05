using Mesh.Core.Analysis;
using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;

namespace Mesh.Tests.Core.Analysis;

/// <summary>What is found in some YAML, as if it were all the files of a directory, or all the objects of a mesh.</summary>
internal static class Analyzed
{
    public const string Shop =
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop, labels: {istio-injection: enabled}}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: cart, namespace: shop}
        spec: {clusterIP: 10.0.0.1, selector: {app: cart}, ports: [{name: http-web, port: 80, targetPort: 8080}]}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: cart, namespace: shop}
        spec: {template: {metadata: {labels: {app: cart, version: v1}}, spec: {containers: [{name: cart, image: "cart:1"}]}}}
        ---

        """;

    public static IReadOnlyList<Finding> Files(string yaml, MeshConfig? mesh = null)
    {
        var readings = ConfigReader.ReadClosely("test.yaml", yaml);
        var objects = readings.Select(x => x.Document.Object).OfType<ConfigObject>().ToList();
        return Checked(MeshAnalysis.Of(AnalysisInput.OfDocuments(readings, objects, mesh ?? MeshConfig.Default)).Findings);
    }

    /// <summary>As <see cref="Files"/>, with a shop of one service around it.</summary>
    public static IReadOnlyList<string> InShop(string yaml, MeshConfig? mesh = null) => Words(Files(Shop + yaml, mesh));

    public static IReadOnlyList<Finding> Mesh(string yaml, MeshConfig? mesh = null) => Checked(MeshAnalysis.Of(AnalysisInput.OfMesh(Parts(yaml, mesh))).Findings);

    public static MeshParts Parts(string yaml, MeshConfig? mesh = null, MeshParts? previous = null) =>
        ModelBuilder.BuildParts(ConfigSet.Of(ConfigReader.Read("test.yaml", yaml).Select(x => x.Object).OfType<ConfigObject>()), mesh ?? MeshConfig.Default, previous);

    /// <summary><c>CODE level Kind ns/name field</c></summary>
    public static IReadOnlyList<string> Words(IEnumerable<Finding> findings) => [.. findings.Select(x => $"{x.Code} {x.Level} {x.Object} {x.Field}".TrimEnd()).Order(StringComparer.Ordinal)];

    private static IReadOnlyList<Finding> Checked(IReadOnlyList<Finding> findings)
    {
        Assert.DoesNotContain(findings, x => x.Code == FindingCodes.InternalError);
        return findings;
    }
}
