using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Tests.Core.Config;

public sealed class MeshConfigReaderTests
{
    [Fact]
    public void What_the_user_leaves_out_is_as_in_the_defaults()
    {
        var mesh = Read("trustDomain: shop.test\noutboundTrafficPolicy: {mode: REGISTRY_ONLY}\n");

        Assert.Equal("shop.test", mesh.TrustDomain);
        Assert.Equal(OutboundTrafficPolicyMode.RegistryOnly, mesh.OutboundTrafficPolicy!.Mode);
        Assert.Equal(MeshConfig.Default.ConnectTimeout, mesh.ConnectTimeout);
        Assert.Equal(MeshConfig.Default, Read(""));
    }

    [Fact]
    public void A_proxys_settings_go_field_by_field_and_its_metadata_key_by_key()
    {
        var defaults = MeshConfig.Default with { DefaultConfig = ProxyConfig.Default with { ProxyMetadata = Map(("A", "1"), ("B", "2")) } };

        var proxy = MeshConfigReader.Merge(defaults, new() { DefaultConfig = new() { StatusPort = 1, ProxyMetadata = Map(("B", "3")) } }).DefaultConfig!;

        Assert.Equal(1, proxy.StatusPort);
        Assert.Equal(15000, proxy.ProxyAdminPort);
        Assert.Equal(Map(("A", "1"), ("B", "3")), proxy.ProxyMetadata);
    }

    [Fact]
    public void Providers_are_merged_by_name_and_aliases_add_up()
    {
        var mesh = Read("""
            trustDomainAliases: [z, a, z]
            extensionProviders:
            - {name: envoy, envoyFileAccessLog: {path: /tmp/log}}
            - {name: spans, zipkin: {service: zipkin.obs.svc.cluster.local, port: 9411}}
            """);

        Assert.Equal(["a", "z"], mesh.TrustDomainAliases!);
        Assert.Equal(["prometheus", "stackdriver", "envoy", "spans"], mesh.ExtensionProviders!.Select(x => x.Name));
        Assert.Equal("/tmp/log", mesh.ExtensionProviders![2].EnvoyFileAccessLog!.Path);
    }

    [Fact]
    public void An_unknown_field_is_an_error_with_its_line()
    {
        var reading = MeshConfigReader.Read("trustDomain: a\ndefaultConfig:\n  proxyHeader: {}\n");

        var error = Assert.Single(reading.Errors);
        Assert.Equal(("defaultConfig.proxyHeader", 3), (error.Field, error.Line));
        Assert.Contains("did you mean proxyHeaders?", error.Reason, StringComparison.Ordinal);
        Assert.Null(reading.Value);
    }

    [Fact]
    public void A_provider_must_say_where_it_is()
    {
        var reading = MeshConfigReader.Read("proxyListenPort: 0\nextensionProviders:\n- name: spans\n  zipkin: {service: zip_kin.obs}\n- name: nothing\n");

        Assert.Equal(
            [("proxyListenPort", 1), ("extensionProviders[0].zipkin.service", 4), ("extensionProviders[0].zipkin.port", 4), ("extensionProviders[1]", 5)],
            reading.Errors.Select(x => (x.Field, x.Line)));
    }

    [Fact]
    public void A_ConfigMap_holds_it_as_text()
    {
        var document = Assert.Single(ConfigReader.Read("m.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: istio, namespace: istio-system}\ndata:\n  mesh: |\n    trustDomain: shop.test\n    x: 1\n"));

        var reading = MeshConfigReader.Read((ConfigObject<ConfigMapObject>)document.Object!);

        Assert.Equal(MeshConfigReader.ConfigMapOf("istio-system"), document.Key);
        Assert.Equal("data.mesh.x", Assert.Single(reading.Errors).Field);
        Assert.Contains("(line 2 of the text)", reading.Errors[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Broken_settings_leave_the_last_good_ones_in_force()
    {
        var state = new MeshConfigState();

        Assert.True(state.SetFile("trustDomain: a\n"));
        Assert.False(state.SetFile("trustDomain: [\n"));
        Assert.Equal("a", state.Current.TrustDomain);
        Assert.Single(state.FileErrors);
    }

    [Fact]
    public void Each_mesh_file_of_the_conformance_cases_is_read()
    {
        if (!ConformanceFiles.Exist) Assert.Skip("no conformance data here");

        var files = ConformanceFiles.Yaml("").Where(x => Path.GetFileName(x) == "mesh.yaml" && !x.Contains("/config/", StringComparison.Ordinal)).ToArray();

        Assert.True(files.Length > 20);
        Assert.Empty(files.SelectMany(x => MeshConfigReader.Read(ConformanceFiles.Text(x)).Errors.Select(e => $"{x}: {e}")));
    }

    [Fact]
    public void Each_object_of_the_conformance_cases_is_read()
    {
        if (!ConformanceFiles.Exist) Assert.Skip("no conformance data here");

        var refused = new[] { "istiod", "istiod-filters", "gateway-api" }.SelectMany(ConformanceFiles.Yaml)
            .Where(x => x.Contains("/config/", StringComparison.Ordinal))
            .SelectMany(x => ConfigReader.Read(x, ConformanceFiles.Text(x)))
            .Where(x => !x.Valid)
            .Select(x => $"{x.File}:{x.Line} {x.Key}: {string.Join("; ", x.Errors)}");

        Assert.Empty(refused);
    }

    private static MeshConfig Read(string text)
    {
        var reading = MeshConfigReader.Read(text);
        Assert.Empty(reading.Errors);
        return reading.Value!;
    }

    private static ValueMap<string> Map(params (string Key, string Value)[] entries) => ValueMap<string>.From(entries.Select(x => KeyValuePair.Create(x.Key, x.Value)));
}
