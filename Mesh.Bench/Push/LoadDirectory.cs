using System.Globalization;
using System.Text;

namespace Mesh.Bench.Push;

/// <summary>
/// A directory of configuration to measure with: one file a service over ten ports; every tenth service has a VirtualService and a DestinationRule.
/// </summary>
internal sealed class LoadDirectory : IDisposable
{
    private const int Ports = 10;
    private readonly string _path = Directory.CreateTempSubdirectory("actormesh-bench-").FullName;
    private readonly int _endpoints;
    private int _changes;

    public LoadDirectory(int services, int endpoints)
    {
        _endpoints = endpoints;
        File.WriteAllText(System.IO.Path.Combine(_path, "namespace.yaml"), "apiVersion: v1\nkind: Namespace\nmetadata: {name: load}\n");
        for (var service = 1; service <= services; service++) Write(service, lastOctet: 0, timeoutSeconds: 3);
    }

    public string Path => _path;

    /// <summary>Moves one endpoint of service 10, as a rolling update does.</summary>
    public void ChangeEndpoint() => Write(10, lastOctet: 1 + (++_changes % 200), timeoutSeconds: 3);

    /// <summary>Changes the timeout of the VirtualService of service 10.</summary>
    public void ChangeRoute() => Write(10, lastOctet: 0, timeoutSeconds: 4 + (++_changes % 200));

    public void Dispose() => Directory.Delete(_path, recursive: true);

    private void Write(int service, int lastOctet, int timeoutSeconds)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"svc-{service}");
        var yaml = new StringBuilder();
        yaml.Append(CultureInfo.InvariantCulture, $$$"""
            apiVersion: v1
            kind: Service
            metadata: {name: {{{name}}}, namespace: load}
            spec:
              clusterIP: 10.96.{{{service / 250}}}.{{{(service % 250) + 1}}}
              ports: [{name: http, port: {{{8000 + (service % Ports)}}}, targetPort: 8080}]
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: {{{name}}}, namespace: load, labels: {kubernetes.io/service-name: {{{name}}}}}
            addressType: IPv4
            ports: [{name: http, port: 8080, protocol: TCP}]
            endpoints:

            """);
        for (var endpoint = 0; endpoint < _endpoints; endpoint++)
        {
            var number = (service * _endpoints) + endpoint;
            var address = endpoint == 0 && lastOctet > 0 ? $"10.250.0.{lastOctet}" : $"10.{1 + (number / 62500)}.{number / 250 % 250}.{(number % 250) + 1}";
            yaml.Append(CultureInfo.InvariantCulture, $"- {{addresses: [{address}], conditions: {{ready: true}}}}\n");
        }
        if (service % 10 == 0)
        {
            yaml.Append(CultureInfo.InvariantCulture, $$$"""
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: {{{name}}}, namespace: load}
                spec:
                  host: {{{name}}}.load.svc.cluster.local
                  trafficPolicy: {connectionPool: {http: {http1MaxPendingRequests: 100}}, outlierDetection: {consecutive5xxErrors: 5}}
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: {{{name}}}, namespace: load}
                spec:
                  hosts: [{{{name}}}.load.svc.cluster.local]
                  http:
                  - name: route-0
                    timeout: {{{timeoutSeconds}}}s
                    route: [{destination: {host: {{{name}}}.load.svc.cluster.local}}]

                """);
        }
        var target = System.IO.Path.Combine(_path, $"{name}.yaml");
        var draft = target + ".new";
        File.WriteAllText(draft, yaml.ToString());
        File.Move(draft, target, overwrite: true);
    }
}
