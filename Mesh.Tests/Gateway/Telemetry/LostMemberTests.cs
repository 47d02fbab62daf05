using System.Diagnostics;
using System.Text.Json;
using Envoy.Config.Core.V3;
using Envoy.Service.Accesslog.V3;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Tests.Core.Telemetry;
using Mesh.Tests.Features;
using Mesh.Tests.Fixtures.Pods;
using Mesh.Tests.Persistence;

namespace Mesh.Tests.Gateway.Telemetry;

/// <summary>Two members with a Redis, as processes: what they count together, and what the kill of one costs.</summary>
public sealed class LostMemberTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _config = Directory.CreateTempSubdirectory("lost-member-");

    public void Dispose() => _config.Delete(recursive: true);

    [Fact]
    public async Task The_kill_of_a_member_costs_at_most_a_second_of_what_it_heard_and_doubles_nothing()
    {
        await File.WriteAllTextAsync(Path.Combine(_config.FullName, "namespace.yaml"), "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}", Token);
        await using var redis = await RedisServer.Start();
        // Of two that are equally many, the one with the lower address goes on.
        int[] ports = [.. new[] { ServeProcess.FreePort(), ServeProcess.FreePort() }.Order()];
        var (first, second) = (ports[0], ports[1]);
        await using var stays = ServeProcess.Start(_config.FullName, "--redis", redis.Configuration, "--name", "stays", "--cluster-address", $"127.0.0.1:{first}");
        await stays.UntilReady();
        await using var goes = ServeProcess.Start(_config.FullName, "--redis", redis.Configuration, "--name", "goes", "--cluster-address", $"127.0.0.1:{second}", "--join", $"127.0.0.1:{first}");
        await goes.UntilReady();

        // Together they count each record once, whichever of them a service is summed on.
        using var toStays = new Sender(stays, 0);
        using var toGoes = new Sender(goes, 1);
        for (var i = 0; i < 40; i++)
        {
            await toStays.Send(25);
            await toGoes.Send(25);
        }
        await Eventually.Get("all is counted", Patience, () => Counted(stays), x => x == 2_000);

        // Under load, at some 500 records a second each.
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(4))
        {
            await toStays.Send(10);
            await toGoes.Send(10);
            await Task.Delay(20, Token);
        }
        await goes.Kill();
        var atRisk = toGoes.SentWithin(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 100; i++)
        {
            await toStays.Send(10);
            await Task.Delay(20, Token);
        }

        var sent = toStays.Sent + toGoes.Sent;
        var counted = await Eventually.Get($"at least {sent - atRisk} of {sent} are counted", Patience, () => Counted(stays), x => x >= sent - atRisk);
        await Task.Delay(TimeSpan.FromSeconds(8), Token);
        counted = Math.Max(counted, await Counted(stays));
        Assert.InRange(counted, sent - atRisk, sent);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<long> Counted(ServeProcess member)
    {
        try
        {
            using var json = JsonDocument.Parse(await member.Http.GetStringAsync("/api/edges?duration=20m", Token));
            return json.RootElement.GetProperty("edges").EnumerateArray().Sum(x => x.GetProperty("requests").GetInt64());
        }
        catch (HttpRequestException)
        {
            return -1;
        }
    }

    /// <summary>An Envoy's stream of access logs, of calls to ten services.</summary>
    private sealed class Sender : IDisposable
    {
        private readonly GrpcChannel _channel;
        private readonly AsyncClientStreamingCall<StreamAccessLogsMessage, StreamAccessLogsResponse> _call;
        private readonly List<(long At, int Records)> _sent = [];
        private readonly int _number;
        private int _next;

        public Sender(ServeProcess member, int number)
        {
            _number = number;
            _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{member.XdsPort}");
            _call = new AccessLogService.AccessLogServiceClient(_channel).StreamAccessLogs();
        }

        public int Sent => _sent.Sum(x => x.Records);

        public int SentWithin(TimeSpan last)
        {
            var until = _sent[^1].At;
            return _sent.Where(x => Stopwatch.GetElapsedTime(x.At, until) <= last).Sum(x => x.Records);
        }

        public async Task Send(int records)
        {
            var message = new StreamAccessLogsMessage { HttpLogs = new() };
            if (_sent.Count == 0) message.Identifier = new() { LogName = "test", Node = new Node { Id = $"sidecar~10.9.0.{_number}~client-{_number}.shop~shop.svc.cluster.local" } };
            for (var i = 0; i < records; i++)
            {
                var entry = TrafficMesh.Outgoing();
                entry.CommonProperties.UpstreamCluster = $"outbound|80||service-{_next++ % 10}.shop.svc.cluster.local";
                message.HttpLogs.LogEntry.Add(entry);
            }
            await _call.RequestStream.WriteAsync(message, Token);
            _sent.Add((Stopwatch.GetTimestamp(), records));
        }

        public void Dispose()
        {
            _call.Dispose();
            _channel.Dispose();
        }
    }
}
