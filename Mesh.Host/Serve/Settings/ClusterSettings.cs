using System.Globalization;
using System.Net;
using Akka.Configuration;

namespace Mesh.Serve.Settings;

/// <summary>Who this member is among the others, where they find each other, and by what they know each other.</summary>
public sealed record ClusterSettings
{
    /// <summary>What people call this member; null: by its HOST:PORT.</summary>
    public string? Name { get; init; }

    /// <summary>Where other members reach this one; port 0 is any free one.</summary>
    public required DnsEndPoint Listen { get; init; }

    /// <summary>How others are told to reach it; null: as it listens.</summary>
    public DnsEndPoint? Advertise { get; init; }

    /// <summary>Members to join by, this one perhaps among them; empty: this member is the cluster until others join it.</summary>
    public required IReadOnlyList<DnsEndPoint> Seeds { get; init; }

    /// <summary>Members that must be there before any of them serves.</summary>
    public required int Quorum { get; init; }

    /// <summary>How long this member may take to become one of the cluster.</summary>
    public required TimeSpan JoinTimeout { get; init; }

    /// <summary>null: plaintext, which is for loopback alone.</summary>
    public MemberTlsFiles? Tls { get; init; }

    /// <summary>SAN entries (DNS names, SPIFFE ids) of members; empty: those of this member's own certificate.</summary>
    public required IReadOnlyList<string> Peers { get; init; }

    public bool IsLoopbackOnly => IsLoopback(Listen.Host);

    /// <exception cref="SettingException">Something is not as it must be; members that would speak plaintext to other machines are refused here.</exception>
    public static ClusterSettings From(Config config, ServeOptions options)
    {
        var name = options.Name ?? config.Text("mesh.cluster.name");
        var listen = HostAndPort("mesh.cluster.listen", options.ClusterListen ?? config.Text("mesh.cluster.listen"));
        var settings = new ClusterSettings
        {
            // Several members of one machine would all be called like the machine.
            Name = name.Length > 0 ? Named("mesh.cluster.name", name) : IsLoopback(listen.Host) ? null : Environment.MachineName,
            Listen = listen,
            Advertise = config.Text("mesh.cluster.advertise") is { Length: > 0 } advertised ? HostAndPort("mesh.cluster.advertise", advertised) : null,
            Seeds = [.. (options.Join.Count > 0 ? options.Join : List(config.Text("mesh.cluster.seeds"))).Select(x => HostAndPort("mesh.cluster.seeds", x))],
            Quorum = config.Number("mesh.cluster.quorum", 1),
            JoinTimeout = config.Duration("mesh.cluster.join-timeout"),
            Tls = MemberTlsFiles.From(config),
            Peers = [.. List(config.Text("mesh.cluster.tls.peers"))],
        };
        if (settings.Tls is null && !settings.IsLoopbackOnly)
        {
            throw new SettingException("mesh.cluster.listen", $"{settings.Listen.Host} can be reached from other machines, and members speak plaintext: "
                + "set mesh.cluster.tls.certificate, .key and .trusted, or use a loopback address");
        }
        return settings;
    }

    public static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static IReadOnlyList<string> List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The name travels as a role of the member and is shown in logs and tables.</summary>
    private static string Named(string setting, string name) =>
        name.All(x => char.IsAsciiLetterOrDigit(x) || x is '-' or '_' or '.')
            ? name
            : throw new SettingException(setting, $"\"{name}\" must be letters, digits, '-', '_' and '.' only");

    private static DnsEndPoint HostAndPort(string setting, string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon > 0 && ushort.TryParse(text[(colon + 1)..], CultureInfo.InvariantCulture, out var port)
            && Uri.CheckHostName(text[..colon].Trim('[', ']')) is not UriHostNameType.Unknown)
        {
            return new(text[..colon].Trim('[', ']'), port);
        }
        throw new SettingException(setting, $"\"{text}\" must be HOST:PORT, for example 127.0.0.1:25520");
    }
}
