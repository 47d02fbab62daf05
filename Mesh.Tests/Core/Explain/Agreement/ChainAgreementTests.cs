using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Mesh.Core.Explain.Listeners;
using Mesh.Core.Explain.Requests;
using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Core.Explain.Agreement;

/// <summary>
/// Every listener that istiod sends in the conformance data, in a real Envoy whose filter chains answer with their place. The PROXY protocol tells it of
/// the original destination, as redirection does in a pod; TLS is only begun, since the inspectors look no further.
/// </summary>
public sealed class ChainAgreementTests
{
    private const int Seed = 20261125;
    private const int ConnectionsPerListener = 20;

    private static readonly string[][] Alpns = [[], ["istio"], ["istio-http/1.1", "istio", "http/1.1"], ["h2", "http/1.1"], ["h2"], ["istio-h2", "istio"], ["istio-peer-exchange", "istio"]];

    [Fact]
    public async Task A_real_Envoy_takes_the_filter_chain_that_is_explained()
    {
        SentResources.Demand();
        if (Requirements.Envoy is null) Requirements.Lacks("no Envoy was found");
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}");
        var guess = new Guess(new Random(Seed));
        var all = SentResources.All<Listener>("listeners").Where(x => x.Resource.FilterChains.Count > 0)
            .Select(x => (x.Case, Listener: Answering(x.Resource))).DistinctBy(x => x.Listener).ToList();
        await using var envoy = await EnvoyProcess.Start([.. all.Select(x => Json(x.Listener))]);

        var differences = new List<string>();
        for (var i = 0; i < all.Count; i++)
        {
            for (var n = 0; n < ConnectionsPerListener; n++)
            {
                var connection = Connection(guess, all[i].Listener);
                var expected = ChainChoice.Of(all[i].Listener, connection).Chain?.Name ?? "";
                var actual = await Ask(envoy.SocketOf(i), connection);
                if (actual != expected) differences.Add($"{all[i].Case} {all[i].Listener.Name}: {connection} from {connection.Source}: Envoy takes {actual}, explained is {expected}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{all.Count * ConnectionsPerListener} connections to {all.Count} listeners");
        Assert.True(differences.Count == 0, $"{differences.Count} differ:\n{string.Join("\n", differences.Take(20))}");
    }

    private static Listener Answering(Listener sent)
    {
        var answering = new Listener { Name = sent.Name };
        answering.ListenerFilters.AddRange(sent.ListenerFilters.Where(x => x.Name is "envoy.filters.listener.tls_inspector" or "envoy.filters.listener.http_inspector"));
        for (var i = 0; i < sent.FilterChains.Count; i++) answering.FilterChains.Add(Chain($"{sent.FilterChains[i].Name} #{i}", sent.FilterChains[i].FilterChainMatch));
        if (sent.DefaultFilterChain is not null) answering.DefaultFilterChain = Chain("default", null);
        return answering;
    }

    private static FilterChain Chain(string name, FilterChainMatch? match) => new()
    {
        Name = name,
        FilterChainMatch = match,
        Filters =
        {
            new Filter
            {
                Name = "envoy.filters.network.direct_response",
                TypedConfig = Google.Protobuf.WellKnownTypes.Any.Pack(new Envoy.Extensions.Filters.Network.DirectResponse.V3.Config { Response = new() { InlineString = name } }),
            },
        },
    };

    private static JsonObject Json(Listener listener)
    {
        var json = SentResources.Json(listener);
        var filters = json["listenerFilters"]?.AsArray().DeepClone().AsArray() ?? [];
        filters.Insert(0, JsonNode.Parse("""{"name":"proxy","typedConfig":{"@type":"type.googleapis.com/envoy.extensions.filters.listener.proxy_protocol.v3.ProxyProtocol"}}"""));
        json["listenerFilters"] = filters;
        return json;
    }

    private static Connection Connection(Guess guess, Listener listener)
    {
        var match = guess.Of(listener.FilterChains).FilterChainMatch ?? new();
        var ports = listener.FilterChains.Select(x => (int?)x.FilterChainMatch?.DestinationPort).OfType<int>().Append(9999).ToList();
        var port = match.DestinationPort is { } own && !guess.Sometimes(5) ? (int)own : guess.Of(ports);
        var destination = Address(guess, match.PrefixRanges) ?? IPAddress.Parse(guess.Of(["10.1.2.3", "10.96.0.10", "203.0.113.9"]));
        var source = Address(guess, match.SourcePrefixRanges) ?? (guess.Sometimes(6) ? destination : IPAddress.Parse("10.200.3.4"));
        if (source.AddressFamily != destination.AddressFamily) source = destination;
        var names = listener.FilterChains.SelectMany(x => x.FilterChainMatch?.ServerNames ?? []).Append("nobody.example").ToList();
        var name = match.ServerNames.Count > 0 ? guess.Of(match.ServerNames) : guess.Of(names);
        if (name.StartsWith("*.", StringComparison.Ordinal)) name = guess.Of(["a", "a.b"]) + name[1..];
        if (guess.Sometimes(8)) name = "x." + name;
        var tls = match.TransportProtocol == "tls" || match.ServerNames.Count > 0 ? !guess.Sometimes(4) : guess.Sometimes(3);
        return new()
        {
            Destination = destination,
            Port = port,
            Source = source,
            Tls = tls ? new(guess.Sometimes(6) ? "" : name, guess.Of(Alpns), null) : null,
            Protocol = tls ? RequestProtocol.Tcp : guess.Of([RequestProtocol.Http, RequestProtocol.Grpc, RequestProtocol.Tcp]),
        };
    }

    private static IPAddress? Address(Guess guess, IReadOnlyList<CidrRange> ranges)
    {
        if (ranges.Count == 0 || guess.Sometimes(4)) return null;
        var bytes = IPAddress.Parse(guess.Of(ranges).AddressPrefix).GetAddressBytes();
        if (guess.Sometimes(3)) bytes[^1] ^= 1;
        return new(bytes);
    }

    private static async Task<string> Ask(string socket, Connection connection)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var stream = await PlainHttp.Open(socket);
        var family = connection.Destination!.AddressFamily == AddressFamily.InterNetworkV6 ? "TCP6" : "TCP4";
        byte[] bytes = [.. Encoding.ASCII.GetBytes($"PROXY {family} {connection.Source} {connection.Destination} 40000 {connection.Port}\r\n"), .. await Bytes(connection)];
        var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(bytes, limit.Token);
            await stream.CopyToAsync(answer, limit.Token);
        }
        catch (IOException)
        {
            // Closed with a reset: what had come before counts.
        }
        return Encoding.UTF8.GetString(answer.ToArray());
    }

    private static async Task<byte[]> Bytes(Connection connection) => connection switch
    {
        { Tls: { } tls } => await ClientHello(tls),
        { Protocol: RequestProtocol.Http } => Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nhost: x\r\n\r\n"),
        { Protocol: RequestProtocol.Grpc } => [.. Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 0, 0, 0, 4, 0, 0, 0, 0, 0],
        _ => Encoding.ASCII.GetBytes("\u0001\u0002 neither HTTP nor TLS, and long enough for every inspector\r\n"),
    };

    /// <summary>The first flight of a TLS client.</summary>
    private static async Task<byte[]> ClientHello(TlsHello tls)
    {
        var first = new FirstWrite();
        using var client = new SslStream(first);
        var options = new SslClientAuthenticationOptions { TargetHost = tls.Sni, ApplicationProtocols = tls.Alpn.Count == 0 ? null : [.. tls.Alpn.Select(x => new SslApplicationProtocol(x))] };
        await Assert.ThrowsAnyAsync<IOException>(() => client.AuthenticateAsClientAsync(options));
        return first.Bytes;
    }

    private sealed class FirstWrite : MemoryStream
    {
        public byte[] Bytes => ToArray();

        public override int Read(byte[] buffer, int offset, int count) => 0;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(0);
    }
}
