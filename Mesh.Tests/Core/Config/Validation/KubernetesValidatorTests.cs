using Mesh.Core.Config;

namespace Mesh.Tests.Core.Config.Validation;

/// <summary>A file has no API server in front of it: what it would refuse, and what would break proxies, is refused here.</summary>
public sealed class KubernetesValidatorTests
{
    [Theory]
    [InlineData("clusterIP: 10.0.0.0/33", "spec.clusterIP: must be an IP address")]
    [InlineData("clusterIPs: [TCP]", "spec.clusterIPs[0]: must be an IP address")]
    [InlineData("externalIPs: [\"fe80::1%eth0\"]", "spec.externalIPs[0]: must be an IP address")]
    [InlineData("ports: [{name: http}]", "spec.ports[0].port: must be a port from 1 to 65535")]
    [InlineData("ports: [{name: http, port: 80, targetPort: \"65536\"}]", "spec.ports[0].targetPort: must be a port")]
    public void A_Service_that_would_break_a_listener_is_refused(string spec, string error)
    {
        var read = Read($"apiVersion: v1\nkind: Service\nmetadata: {{name: x}}\nspec: {{{spec}}}");

        Assert.Contains(read.Errors, x => x.ToString().StartsWith(error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("clusterIP: None, ports: [{port: 80, targetPort: http}]")]
    [InlineData("clusterIP: 10.0.0.1, clusterIPs: [10.0.0.1, \"2001:db8::1\"], ports: [{port: 80, targetPort: 0}]")]
    [InlineData("type: ExternalName, externalName: x.example")]
    public void What_the_API_server_takes_is_taken(string spec) => Assert.Empty(Read($"apiVersion: v1\nkind: Service\nmetadata: {{name: x}}\nspec: {{{spec}}}").Errors);

    [Fact]
    public void An_endpoint_has_a_port_that_there_is() =>
        Assert.NotEmpty(Read("apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: x}\nports: [{port: 70000}]").Errors);

    private static ReadDocument Read(string yaml) => ConfigReader.Read("x.yaml", yaml).Single();
}
