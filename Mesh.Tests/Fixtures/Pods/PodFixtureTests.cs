namespace Mesh.Tests.Fixtures.Pods;

/// <summary>The pods themselves, without a control plane: if these fail, the fault is not the product's.</summary>
public sealed class PodFixtureTests
{
    /// <summary>One listener for both directions: what was redirected goes to where it was going.</summary>
    private const string PassThrough = """
        {
          "node": {"id": "x", "cluster": "x"},
          "admin": {"address": {"socket_address": {"address": "127.0.0.1", "port_value": 15000}}},
          "static_resources": {
            "listeners": [
              {"name": "out", "address": {"socket_address": {"address": "0.0.0.0", "port_value": 15001}}, LISTENER_OUT},
              {"name": "in", "address": {"socket_address": {"address": "0.0.0.0", "port_value": 15006}}, LISTENER_IN}],
            "clusters": [
              {"name": "out", "type": "ORIGINAL_DST", "lb_policy": "CLUSTER_PROVIDED", "connect_timeout": "2s"},
              {"name": "in", "type": "ORIGINAL_DST", "lb_policy": "CLUSTER_PROVIDED", "connect_timeout": "2s",
               "upstream_bind_config": {"source_address": {"address": "127.0.0.6", "port_value": 0}}}]
          }
        }
        """;

    private const string Listener = """
        "listener_filters": [{"name": "envoy.filters.listener.original_dst",
          "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.listener.original_dst.v3.OriginalDst"}}],
        "filter_chains": [{"filters": [{"name": "hcm", "typed_config": {
          "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
          "stat_prefix": "x",
          "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [{"match": {"prefix": "/"}, "route": {"cluster": "WAY"},
            "request_headers_to_add": [{"header": {"key": "x-passed-WAY", "value": "yes"}}]}]}]},
          "http_filters": [{"name": "router", "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]}}]}]
        """;

    [Fact]
    public async Task A_request_passes_both_sidecars_and_each_pod_answers_for_itself()
    {
        Requirements.Demand();
        var bootstrap = PassThrough.Replace("LISTENER_OUT", Listener.Replace("WAY", "out")).Replace("LISTENER_IN", Listener.Replace("WAY", "in"));
        using var directory = RunDirectory.Create(Requirements.Envoy!);
        await using var network = await PodNetwork.Create();
        await using var caller = await Pod.Start(network, "caller", "10.244.0.3", http: [8080]);
        await using var callee = await Pod.Start(network, "callee", "10.244.0.4", http: [8080], tcp: [9000]);
        await Task.WhenAll(caller.StartEnvoy(directory, bootstrap, redirect: true), callee.StartEnvoy(directory, bootstrap, redirect: true));
        await Task.WhenAll(caller.WaitUntilEnvoyIsReady(), callee.WaitUntilEnvoyIsReady());

        var answer = await caller.Call(new(callee.Address, 8080) { Path = "/hello" });

        Assert.Equal((200, "callee", "/hello"), (answer.Status, answer.Pod, answer.Echo?.Path));
        Assert.Equal(("yes", "yes"), (answer.Echo?.Header("x-passed-out"), answer.Echo?.Header("x-passed-in")));
    }

    [Fact]
    public void Bounds_of_a_draw_are_those_of_the_binomial_distribution()
    {
        Assert.Equal((0, 1), Binomial.Bounds(1, 0.5, 1e-6));
        Assert.Equal((1, 9), Binomial.Bounds(10, 0.5, 0.01));
    }
}
