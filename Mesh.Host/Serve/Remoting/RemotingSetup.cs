using System.Net;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Remote.Transport.DotNetty;
using Mesh.Actors.Members;
using Mesh.Serve.Settings;

namespace Mesh.Serve.Remoting;

/// <summary>What Akka has to know of how members reach and trust each other.</summary>
public static partial class RemotingSetup
{
    /// <summary>The scheme of members' addresses tells whether they speak TLS.</summary>
    public static string Scheme(ClusterSettings cluster) => cluster.Tls is null ? "akka.tcp" : "akka.ssl.tcp";

    public static Config Layer(ClusterSettings cluster, string version, string system)
    {
        var roles = cluster.Name is { } name ? $"\"member\", {Quoted(MemberDirectory.NameRole + name)}" : "\"member\"";
        var seeds = string.Join(", ", cluster.Seeds.Select(x => Quoted($"{Scheme(cluster)}://{system}@{Host(x)}:{x.Port}")));
        return ConfigurationFactory.ParseString($$"""
            akka {
              remote.dot-netty.tcp {
                hostname = {{Quoted(cluster.Listen.Host)}}
                port = {{cluster.Listen.Port}}
                public-hostname = {{Quoted((cluster.Advertise ?? cluster.Listen).Host)}}
                public-port = {{(cluster.Advertise ?? cluster.Listen).Port}}
                enable-ssl = {{(cluster.Tls is null ? "off" : "on")}}
              }
              cluster {
                seed-nodes = [{{seeds}}]
                roles = [{{roles}}]
                app-version = {{Quoted(version)}}
                min-nr-of-members = {{cluster.Quorum}}
              }
            }
            """);
    }

    /// <summary>Both ends present a certificate and are checked, or no byte of a message is read.</summary>
    public static Setup? Tls(ClusterSettings cluster, ILogger log)
    {
        if (cluster.Tls is null) return null;
        var credentials = MemberCredentials.Read(cluster.Tls);
        var names = cluster.Peers.Count > 0 ? cluster.Peers : PeerCheck.NamesOf(credentials.Certificate);
        if (names.Count == 0)
        {
            throw new SettingException("mesh.cluster.tls.certificate", $"{cluster.Tls.Certificate} has no DNS name and no URI by which members could know each other; give it one, or set mesh.cluster.tls.peers");
        }
        var check = new PeerCheck(credentials.Trusted, names);
        return new DotNettySslSetup(credentials.Certificate, suppressValidation: false, requireMutualAuthentication: true, (certificate, chain, peer, _, _) =>
        {
            var refusal = check.Refuse(certificate, [.. chain?.ChainElements.Select(x => x.Certificate) ?? []]);
            if (refusal is not null) Refused(log, peer, refusal);
            return refusal is null;
        });
    }

    private static string Host(DnsEndPoint endpoint) => endpoint.Host.Contains(':', StringComparison.Ordinal) ? $"[{endpoint.Host}]" : endpoint.Host;

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Peer} wants to be a member and is refused: {Reason}")]
    private static partial void Refused(ILogger log, string peer, string reason);
}
