using System.Globalization;
using System.Text;
using Mesh.Core.Config;

namespace Mesh.Tests.Core.Analysis;

/// <summary>Services with a VirtualService, a DestinationRule and an AuthorizationPolicy each, of which some are broken in all the ways that people break YAML.</summary>
internal sealed class BrokenMesh
{
    /// <summary>What is done to a good document. Each makes it one that is refused, and leaves its neighbours alone.</summary>
    private static readonly Func<string, string>[] Ways =
    [
        x => x.Replace("spec:", "spec:\n  colour: grey", StringComparison.Ordinal),
        x => x.Replace("spec:", "spec:\n  exportTo: 7", StringComparison.Ordinal),
        x => x.Replace("spec:", "spec:\n  selector: [", StringComparison.Ordinal),
        x => x.Replace("spec:", "spec: spec:", StringComparison.Ordinal),
        x => x.Replace("spec:", "specc:", StringComparison.Ordinal),
        x => x.Replace("metadata:", "metadata:\n  lables: {a: b}", StringComparison.Ordinal),
        x => x.Replace("spec:", "spec:\n  hosts:", StringComparison.Ordinal),
        x => x.Replace("/v1\n", "/v9\n", StringComparison.Ordinal),
        x => x + "spec: {}\n",
        x => x + "  <<: 7\n",
        x => x + "\u0001\n",
        x => x + "- 1\n",
    ];

    private readonly StringBuilder _text = new();

    private BrokenMesh(int services, double share, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < services; i++)
        {
            var (name, ns) = (string.Create(CultureInfo.InvariantCulture, $"s{i}"), string.Create(CultureInfo.InvariantCulture, $"ns{i % 20}"));
            Add(ConfigKind.Service, ns, name, $"apiVersion: v1\nkind: Service\nmetadata:\n  name: {name}\n  namespace: {ns}\nspec:\n  clusterIP: 10.{i / 65536}.{i / 256 % 256}.{i % 256}\n  ports: [{{name: http, port: 80}}]\n", null);
            Add(ConfigKind.VirtualService, ns, name, $"apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: {name}\n  namespace: {ns}\nspec:\n  hosts: [{name}]\n  http: [{{name: route-{name}, route: [{{destination: {{host: {name}}}}}]}}]\n", Way());
            Add(ConfigKind.DestinationRule, ns, name, $"apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata:\n  name: {name}\n  namespace: {ns}\nspec:\n  host: {name}\n  subsets: [{{name: v1, labels: {{version: v1}}}}]\n", Way());
            Add(ConfigKind.AuthorizationPolicy, ns, name, $"apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata:\n  name: {name}\n  namespace: {ns}\nspec:\n  rules: [{{to: [{{operation: {{methods: [GET]}}}}]}}]\n", Way());
        }

        Func<string, string>? Way() => random.NextDouble() < share ? Ways[random.Next(Ways.Length)] : null;
    }

    public List<ConfigKey> Good { get; } = [];

    public List<ConfigKey> Broken { get; } = [];

    public string Text => _text.ToString();

    /// <param name="share">How many of VirtualServices, DestinationRules and AuthorizationPolicies are broken.</param>
    public static BrokenMesh Of(int services, double share, int seed) => new(services, share, seed);

    private void Add(ConfigKind kind, string ns, string name, string yaml, Func<string, string>? way)
    {
        (way is null ? Good : Broken).Add(new(kind, ns, name));
        _text.Append("---\n").Append(way is null ? yaml : way(yaml));
    }
}
