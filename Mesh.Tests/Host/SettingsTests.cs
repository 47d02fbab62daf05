using Akka.Configuration;
using Mesh.Serve;
using Mesh.Serve.Settings;

namespace Mesh.Tests.Host;

public sealed class SettingsTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "hocon");
    private static readonly ServeOptions Options = new(["."]);

    [Fact]
    public void What_is_delivered_is_enough_to_start()
    {
        var settings = ServerSettings.From(Load(), Options);

        Assert.Equal("127.0.0.1:15010", settings.XdsListen.ToString());
        Assert.Equal(TimeSpan.FromHours(24), settings.Identity.Certificates.Lifetime);
        Assert.True(settings.Translations >= 1);
        Assert.Null(settings.Stream.Ttl);
    }

    [Fact]
    public void The_environment_wins_over_the_files()
    {
        var config = Load(("MESH_XDS_OUTBOX_CAPACITY", "7"), ("MESH_CA_LIFETIME", "90m"), ("AKKA_CLUSTER_RETRY_UNSUCCESSFUL_JOIN_AFTER", "4711s"));

        var settings = ServerSettings.From(config, Options);

        Assert.Equal(7, settings.Xds.OutboxCapacity);
        Assert.Equal(TimeSpan.FromMinutes(90), settings.Identity.Certificates.Lifetime);
        Assert.Equal("4711s", config.GetString("akka.cluster.retry-unsuccessful-join-after"));
        Assert.Equal("keep-majority", config.GetString("akka.cluster.split-brain-resolver.active-strategy"));
    }

    [Fact]
    public void A_profile_wins_over_the_files_below_it() =>
        Assert.Equal("5s", Load().GetString("akka.cluster.seed-node-timeout"));

    [Fact]
    public void The_command_line_wins_over_all()
    {
        var settings = ServerSettings.From(Load(("MESH_XDS_LISTEN", "127.0.0.1:1")), Options with { XdsListen = "localhost:2" });

        Assert.Equal("127.0.0.1:2", settings.XdsListen.ToString());
    }

    [Fact]
    public void An_offset_moves_the_ports_of_settings_and_not_those_of_the_command_line()
    {
        var settings = ServerSettings.From(Load(), Options with { PortOffset = 100, HttpListen = "127.0.0.1:9000" });

        Assert.Equal((15110, 9000), (settings.XdsListen.Port, settings.HttpListen.Port));
        Assert.Throws<SettingException>(() => ServerSettings.From(Load(), Options with { PortOffset = 60_000 }));
    }

    [Fact]
    public void A_member_on_loopback_is_called_by_its_address_and_joins_whom_it_is_told()
    {
        var cluster = ServerSettings.From(Load(("MESH_CLUSTER_SEEDS", "a:1, b:2")), Options).Cluster;

        Assert.Null(cluster.Name);
        Assert.Equal(["a", "b"], cluster.Seeds.Select(x => x.Host));
        Assert.Equal(["c"], ServerSettings.From(Load(("MESH_CLUSTER_SEEDS", "a:1")), Options with { Join = ["c:3"] }).Cluster.Seeds.Select(x => x.Host));
    }

    [Fact]
    public void Members_do_not_speak_plaintext_to_other_machines()
    {
        var refused = Assert.Throws<SettingException>(() => ServerSettings.From(Load(("MESH_CLUSTER_LISTEN", "0.0.0.0:25520")), Options));

        Assert.Contains("plaintext", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MESH_CLUSTER_LISTEN", "25520", "HOST:PORT")]
    [InlineData("MESH_CLUSTER_SEEDS", "one", "HOST:PORT")]
    [InlineData("MESH_CLUSTER_NAME", "a b", "letters")]
    [InlineData("MESH_CLUSTER_QUORUM", "0", "at least 1")]
    [InlineData("MESH_XDS_OUTBOX_CAPACITY", "0", "at least 1")]
    [InlineData("MESH_XDS_OUTBOX_CAPACITY", "many", "at least 1")]
    [InlineData("MESH_XDS_STAGE_TIMEOUT", "soon", "duration")]
    [InlineData("MESH_XDS_STAGE_TIMEOUT", "0s", "longer than nothing")]
    [InlineData("MESH_XDS_LISTEN", "15010", "ADDRESS:PORT")]
    [InlineData("MESH_XDS_SKIP_KNOWN_ENDPOINTS", "maybe", "on or off")]
    public void Nonsense_is_refused_in_the_users_words(string variable, string value, string expected)
    {
        var refused = Assert.Throws<SettingException>(() => ServerSettings.From(Load((variable, value)), Options));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Equal(variable, HoconLayers.VariableOf(refused.Setting));
    }

    [Fact]
    public void A_missing_key_is_no_zero()
    {
        var refused = Assert.Throws<SettingException>(() => ConfigurationFactory.ParseString("mesh {}").Number("mesh.xds.outbox-capacity", 1));

        Assert.Contains("is not set", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_profile_names_the_known_ones()
    {
        var refused = Assert.Throws<SettingException>(() => HoconLayers.Load(Folder, "moon", _ => null));

        Assert.Contains("local", refused.Message, StringComparison.Ordinal);
    }

    private static Config Load(params (string Name, string Value)[] environment) =>
        HoconLayers.Load(Folder, "local", name => environment.FirstOrDefault(x => x.Name == name).Value);
}
