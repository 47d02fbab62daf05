using Mesh.Core.Values;

namespace Mesh.Serve;

/// <summary>What the command line says about a run; what it does not say, the settings do (hocon/mesh.conf).</summary>
/// <param name="ConfigPaths">Directories and files of Kubernetes and Istio YAML.</param>
public sealed record ServeOptions(ValueList<string> ConfigPaths)
{
    /// <summary>A file with the mesh-wide settings; null: the ConfigMap <c>istio</c> of istio-system among the configuration.</summary>
    public string? MeshConfigFile { get; init; }

    /// <summary>ADDRESS:PORT for proxies; null: mesh.xds.listen.</summary>
    public string? XdsListen { get; init; }

    /// <summary>ADDRESS:PORT for proxies by TLS, or off; null: mesh.identity.listen.</summary>
    public string? TlsListen { get; init; }

    /// <summary>File of issuers whose tokens are believed; null: mesh.identity.token-issuers.</summary>
    public string? TokenIssuers { get; init; }

    /// <summary>Where what is to be trusted is written; null: mesh.identity.root-file.</summary>
    public string? RootFile { get; init; }

    /// <summary>Directory with a plugged-in authority; null: mesh.ca.plugged.</summary>
    public string? PluggedCa { get; init; }

    /// <summary>Believes proxies on this machine what they say of themselves.</summary>
    public bool InsecureTrustLoopback { get; init; }

    /// <summary>ADDRESS:PORT for people; null: mesh.http.listen.</summary>
    public string? HttpListen { get; init; }

    /// <summary>A Redis as StackExchange.Redis takes it; null: mesh.store.redis. It may hold a password.</summary>
    public string? Redis { get; init; }

    /// <summary>Of the store in this process; null: mesh.store.data.</summary>
    public string? DataDirectory { get; init; }
    /// <summary>What people call this member; null: mesh.cluster.name.</summary>
    public string? Name { get; init; }

    /// <summary>HOST:PORT for other members; null: mesh.cluster.listen.</summary>
    public string? ClusterListen { get; init; }

    /// <summary>HOST:PORT of members to join by; empty: mesh.cluster.seeds.</summary>
    public ValueList<string> Join { get; init; } = [];

    /// <summary>Added to the ports that settings name, so that members on one machine do not collide.</summary>
    public int PortOffset { get; init; }

    /// <summary>Allows ports that prove nobody's identity to be reached from other machines.</summary>
    public bool InsecureListenAnywhere { get; init; }

    /// <summary>Names a file of the folder hocon that is laid over mesh.conf and akka.conf.</summary>
    public string Profile { get; init; } = "local";

    /// <summary>More words in the log.</summary>
    public bool Verbose { get; init; }

    /// <summary>Without the password that the address of a Redis may hold.</summary>
    public override string ToString() => $"serve {string.Join(' ', ConfigPaths)}";
}
