using System.Globalization;

namespace Mesh.Bench.Soak;

/// <summary>A directory of configuration in which every state can be told from every other: a route answers with a number that only grows.</summary>
internal sealed class MarkedMesh : IDisposable
{
    public const string Host = "marker.mesh.test";

    private readonly int _services;

    public MarkedMesh(string path, int services)
    {
        Path = Directory.CreateDirectory(path).FullName;
        _services = services;
        Write("namespace.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: load}\n");
        for (var service = 0; service < services; service++) WriteService(service);
        Mark(0);
    }

    public string Path { get; }

    public int Marker { get; private set; }

    /// <summary>One of the changes of a day: routes, endpoints, a service that comes, a service that goes. The marker goes along last.</summary>
    public int Change(Random random)
    {
        var service = random.Next(_services);
        switch (random.Next(4))
        {
            case 0: WriteService(service, octet: random.Next(1, 200)); break;
            case 1: Write($"rule-{service}.yaml", Rule(service, random.Next(1, 1000))); break;
            case 2: WriteService(_services + random.Next(3)); break;
            default: Remove($"service-{_services + random.Next(3)}.yaml"); break;
        }
        Mark(Marker + 1);
        return Marker;
    }

    public void Mark(int marker)
    {
        Marker = marker;
        Write("marker.yaml", $$"""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: marker, namespace: load}
            spec:
              hosts: [{{Host}}]
              http: [{directResponse: {status: 200, body: {string: "{{marker}}"} } }]

            """);
    }

    /// <summary>Files appear whole.</summary>
    public void Write(string name, string text)
    {
        var draft = System.IO.Path.Combine(Path, $".{name}.draft");
        File.WriteAllText(draft, text);
        File.Move(draft, System.IO.Path.Combine(Path, name), overwrite: true);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private void Remove(string name) => File.Delete(System.IO.Path.Combine(Path, name));

    private void WriteService(int service, int octet = 1) => Write(string.Create(CultureInfo.InvariantCulture, $"service-{service}.yaml"), $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: svc-{{service}}, namespace: load}
        spec: {clusterIP: 10.97.{{service / 250}}.{{(service % 250) + 1}}, ports: [{name: http, port: 80, targetPort: 8080}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: svc-{{service}}, namespace: load, labels: {kubernetes.io/service-name: svc-{{service}} } }
        addressType: IPv4
        ports: [{name: http, port: 8080, protocol: TCP}]
        endpoints: [{addresses: [10.250.{{service % 250}}.{{octet}}], conditions: {ready: true} }]

        """);

    private static string Rule(int service, int connections) => $$"""
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: rule-{{service}}, namespace: load}
        spec: {host: svc-{{service}}, trafficPolicy: {connectionPool: {tcp: {maxConnections: {{connections}} } } } }

        """;
}
