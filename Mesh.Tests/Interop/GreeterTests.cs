using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Interop;

/// <summary>Two foreign implementations of xDS, neither of them Envoy: gRPC for Node and gRPC's C core (as Python has it).</summary>
public sealed class GreeterTests(MeshOfPods mesh, Greeters greeters) : PodTest(mesh), IClassFixture<Greeters>
{
    private const string Target = "xds:///greeter.default.svc.cluster.local:7070";
    private const string Python = "/usr/bin/python3";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task A_gRPC_client_of_Node_follows_a_VirtualService()
    {
        await FollowsARoute("node", "greeter-client.js");
    }

    [Fact]
    public async Task A_gRPC_client_of_Python_follows_a_VirtualService()
    {
        var (code, _, errors) = await Command.Try(Python, ["-c", "import grpc"]);
        if (code != 0) Requirements.Lacks($"{Python} has no gRPC (Debian: python3-grpcio): {errors}");

        await FollowsARoute(Python, "greeter-client.py");
    }

    private async Task FollowsARoute(string interpreter, string script)
    {
        Assert.NotNull(greeters);
        await Mesh.Configure(Greeter, RouteTo("v1"));
        using var client = GreeterClient.Start(Mesh.Outside, interpreter, script, Target, Bootstrap(interpreter));

        Assert.Equal("Hello Ada, I am greeter-v1", await client.Greet("Ada"));
        Assert.Equal("Hello Bob, I am greeter-v1", await client.Greet("Bob"));

        await Mesh.Configure(Greeter, RouteTo("v2"));

        await Eventually.Get("the client has followed", Patience, () => client.Greet("Ada"), answer => answer == "Hello Ada, I am greeter-v2");
        Assert.Equal("Hello Bob, I am greeter-v2", await client.Greet("Bob"));
    }

    private string Bootstrap(string client) => $$"""
        {
          "xds_servers": [{"server_uri": "{{Mesh.ControlPlane.Xds}}", "channel_creds": [{"type": "insecure"}], "server_features": ["xds_v3"]}],
          "node": {
            "id": "sidecar~{{Mesh.Outside.Address}}~greeter-client-{{Path.GetFileName(client)}}.default~default.svc.cluster.local",
            "metadata": {"GENERATOR": "grpc", "NAMESPACE": "default"},
            "locality": {"region": "harbour", "zone": "harbour-a"}
          }
        }
        """;

    private static readonly ConfigFile Greeter = new("greeter.yaml", """
        apiVersion: v1
        kind: Service
        metadata: {name: greeter, namespace: default}
        spec:
          clusterIP: 10.96.0.40
          selector: {app: greeter}
          ports:
            - {name: grpc, port: 7070, targetPort: 7070, protocol: TCP}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata:
          name: greeter-1
          namespace: default
          labels: {kubernetes.io/service-name: greeter}
        addressType: IPv4
        ports:
          - {name: grpc, port: 7070, protocol: TCP}
        endpoints:
          - addresses: [10.244.0.31]
            conditions: {ready: true}
            targetRef: {kind: Pod, namespace: default, name: greeter-v1}
          - addresses: [10.244.0.32]
            conditions: {ready: true}
            targetRef: {kind: Pod, namespace: default, name: greeter-v2}
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: greeter-v1
          namespace: default
          labels: {app: greeter, version: v1}
        spec:
          nodeName: node-a
          containers:
            - {name: greeter, image: registry.example/greeter:v1}
        status:
          phase: Running
          podIP: 10.244.0.31
          conditions:
            - {type: Ready, status: "True"}
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: greeter-v2
          namespace: default
          labels: {app: greeter, version: v2}
        spec:
          nodeName: node-a
          containers:
            - {name: greeter, image: registry.example/greeter:v2}
        status:
          phase: Running
          podIP: 10.244.0.32
          conditions:
            - {type: Ready, status: "True"}
        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: greeter, namespace: default}
        spec:
          host: greeter
          subsets:
            - name: v1
              labels: {version: v1}
            - name: v2
              labels: {version: v2}
        """);

    private static ConfigFile RouteTo(string version) => new("greeter-route.yaml", $$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: greeter, namespace: default}
        spec:
          hosts: [greeter]
          http:
            - route:
                - destination: {host: greeter, subset: {{version}}}
        """);
}
