using System.Globalization;
using Mesh.Serve;
using Mesh.Serve.Remoting;
using Mesh.Serve.Settings;
using Mesh.Tests.Fixtures;
using Mesh.Tests.Fixtures.Pods;
using YamlDotNet.RepresentationModel;

namespace Mesh.Tests.Kubernetes;

/// <summary>The manifests fit together, and what they tell the program is what it reads.</summary>
public sealed class ManifestTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "k8s");
    private static readonly IReadOnlyList<YamlMappingNode> All = [.. Directory.GetFiles(Folder, "*.yaml").SelectMany(Read)];

    private static YamlMappingNode Members => One("StatefulSet", "actormesh");

    private static YamlNode Pod => At(Members, "spec.template.spec");

    private static YamlNode Container => List(Pod, "containers").Single();

    [Fact]
    public void Every_file_is_applied_and_every_object_stands_in_the_namespace()
    {
        var listed = List(One("Kustomization", null), "resources").Select(x => x.ToString());

        Assert.Equal(Directory.GetFiles(Folder, "*.yaml").Select(x => Path.GetFileName(x)).Where(x => x != "kustomization.yaml").Order(), listed.Order());
        Assert.All(All.Where(x => Text(x, "kind") is not ("Namespace" or "ClusterRole" or "ClusterRoleBinding" or "Kustomization")), x => Assert.Equal("istio-system", Text(x, "metadata.namespace")));
    }

    [Fact]
    public void Members_have_names_that_resolve_before_they_are_ready()
    {
        var headless = One("Service", Text(Members, "spec.serviceName"));

        Assert.Equal("None", Text(headless, "spec.clusterIP"));
        Assert.Equal("true", Text(headless, "spec.publishNotReadyAddresses"));
        Assert.Equal("Parallel", Text(Members, "spec.podManagementPolicy"));
    }

    [Fact]
    public void Services_and_the_budget_select_the_members_and_lead_to_ports_that_they_have()
    {
        var labels = At(Members, "spec.template.metadata.labels").ToString();
        var ports = List(Container, "ports").Select(x => Text(x, "name")).ToHashSet();

        foreach (var service in (string[])["actormesh", "istiod", "actormesh-members"])
        {
            Assert.Equal(labels, At(One("Service", service), "spec.selector").ToString());
            Assert.All(List(One("Service", service), "spec.ports"), x => Assert.Contains(Text(x, "targetPort"), ports));
        }
        Assert.Equal(labels, At(Members, "spec.selector.matchLabels").ToString());
        Assert.Equal(labels, At(One("PodDisruptionBudget", "actormesh"), "spec.selector.matchLabels").ToString());
        Assert.Equal("1", Text(One("PodDisruptionBudget", "actormesh"), "spec.maxUnavailable"));
    }

    [Fact]
    public void Probes_ask_the_port_of_health_and_tell_ready_from_alive()
    {
        Assert.Equal(("/ready", "health"), (Text(Container, "readinessProbe.httpGet.path"), Text(Container, "readinessProbe.httpGet.port")));
        Assert.Equal(("/health", "health"), (Text(Container, "livenessProbe.httpGet.path"), Text(Container, "livenessProbe.httpGet.port")));
        Assert.Equal(("/health", "health"), (Text(Container, "startupProbe.httpGet.path"), Text(Container, "startupProbe.httpGet.port")));
    }

    [Fact]
    public void Every_volume_that_is_mounted_is_there_and_the_account_exists()
    {
        var volumes = List(Pod, "volumes").Select(x => Text(x, "name")).Concat(List(Members, "spec.volumeClaimTemplates").Select(x => Text(x, "metadata.name")));

        Assert.Equal(volumes.Order(), List(Container, "volumeMounts").Select(x => Text(x, "name")).Order());
        Assert.NotNull(One("ConfigMap", List(Pod, "volumes").Select(x => x as YamlMappingNode).Single(x => x!.Children.ContainsKey("configMap")) is { } volume ? Text(volume, "configMap.name") : null));
        Assert.NotNull(One("ServiceAccount", Text(Pod, "serviceAccountName")));
    }

    [Fact]
    public void The_program_reads_every_variable_and_starts_as_the_manifest_says()
    {
        using var pki = new Fixtures.Members.TestPki();
        var files = pki.Write(pki.Issue(dns: "actormesh-members.istio-system.svc"));
        var variables = List(Container, "env").Where(x => ((YamlMappingNode)x).Children.ContainsKey("value")).ToDictionary(x => Text(x, "name"), x => Text(x, "value").Replace("$(POD_NAME)", "actormesh-1"));
        var read = new HashSet<string>();
        var config = HoconLayers.Load(Path.Combine(AppContext.BaseDirectory, "hocon"), "kubernetes", name =>
        {
            read.Add(name);
            return name switch
            {
                "MESH_CLUSTER_TLS_CERTIFICATE" => files.Certificate,
                "MESH_CLUSTER_TLS_KEY" => files.Key,
                "MESH_CLUSTER_TLS_TRUSTED" => files.Trusted,
                _ => variables.GetValueOrDefault(name),
            };
        });

        var settings = ServerSettings.From(config, new(["/etc/actormesh/mesh"]));

        Assert.Empty(variables.Keys.Except(read));
        var replicas = int.Parse(Text(Members, "spec.replicas"), CultureInfo.InvariantCulture);
        Assert.Equal((replicas / 2) + 1, settings.Cluster.Quorum);
        Assert.Equal(Enumerable.Range(0, replicas).Select(x => $"actormesh-{x}.actormesh-members.istio-system.svc.cluster.local"), settings.Cluster.Seeds.Select(x => x.Host));
        Assert.Contains(settings.Cluster.Advertise!.Host, settings.Cluster.Seeds.Select(x => x.Host));
        Assert.Equal(PortOf("members"), settings.Cluster.Listen.Port);
        Assert.Equal(PortOf("health"), settings.HealthListen!.Port);
        Assert.Equal(PortOf("xds"), settings.Identity.Listen!.Port);
        var grace = TimeSpan.FromSeconds(int.Parse(Text(Pod, "terminationGracePeriodSeconds"), CultureInfo.InvariantCulture));
        Assert.True(grace > settings.Xds.ShutdownNotice + settings.Xds.DrainTimeout + TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task The_script_makes_a_certificate_by_which_members_know_each_other()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(x => File.Exists(Path.Combine(x, "openssl")))) Assert.Skip("There is no openssl on PATH.");
        var folder = Directory.CreateTempSubdirectory("actormesh-member-").FullName;
        try
        {
            await Command.Run("bash", [Path.Combine(Folder, "member-certificate.sh"), folder]);

            var credentials = MemberCredentials.Read(new(Path.Combine(folder, "tls.crt"), Path.Combine(folder, "tls.key"), Path.Combine(folder, "ca.crt")));
            Assert.Null(new PeerCheck(credentials.Trusted, PeerCheck.NamesOf(credentials.Certificate)).Refuse(credentials.Certificate, []));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int PortOf(string name) => int.Parse(Text(List(Container, "ports").Single(x => Text(x, "name") == name), "containerPort"), CultureInfo.InvariantCulture);

    private static IEnumerable<YamlMappingNode> Read(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(file)));
        return stream.Documents.Select(x => (YamlMappingNode)x.RootNode);
    }

    private static YamlMappingNode One(string kind, string? name) => Assert.Single(All, x => Text(x, "kind") == kind && (name is null || Text(x, "metadata.name") == name));

    private static string Text(YamlNode node, string path) => ((YamlScalarNode)At(node, path)).Value!;

    private static IEnumerable<YamlNode> List(YamlNode node, string path) => (YamlSequenceNode)At(node, path);

    private static YamlNode At(YamlNode node, string path) => path.Split('.').Aggregate(node, (at, key) => at[key]);
}
