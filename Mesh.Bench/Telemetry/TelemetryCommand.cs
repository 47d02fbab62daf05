using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Bench.Push;

namespace Mesh.Bench.Telemetry;

/// <summary>Access logs of N sidecars into a real <c>actormesh serve</c> in a process of its own, through its gRPC port and into its store.</summary>
internal static class TelemetryCommand
{
    private const string Stream = "/envoy.service.accesslog.v3.AccessLogService";

    private static readonly Marshaller<byte[]> Raw = new(x => x, x => x);

    private static readonly Method<byte[], byte[]> Logs = new(MethodType.ClientStreaming, Stream[1..], "StreamAccessLogs", Raw, Raw);

    public static Command Create()
    {
        var proxies = new Option<int[]>("--proxies") { Description = "Numbers of sidecars, one run for each.", DefaultValueFactory = _ => [10, 100, 1000], AllowMultipleArgumentsPerToken = true };
        var rate = new Option<int>("--rate") { Description = "Records a second; 0: as many as go.", DefaultValueFactory = _ => 0 };
        var seconds = new Option<int>("--seconds") { Description = "Of each run.", DefaultValueFactory = _ => 10 };
        var batch = new Option<int>("--batch") { Description = "Records of one message; an Envoy that has much to say sends some 16 KiB at once.", DefaultValueFactory = _ => 22 };
        var redis = new Option<string?>("--redis") { Description = "A Redis; by default the store in the server's own process." };
        var server = new Option<FileInfo?>("--server") { Description = "The actormesh executable; by default the one that was built beside this one." };
        var command = new Command("telemetry", "Access-log records a second from the gRPC streams to the store, and the processor time of each.\n\nExample: dotnet run --project Mesh.Bench -c Release -- telemetry --proxies 1000")
        {
            proxies, rate, seconds, batch, redis, server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var plan = new Plan(
                parsed.GetValue(rate), TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(batch), parsed.GetValue(redis), parsed.GetValue(server)?.FullName ?? ServerProcess.Default);
            output.WriteLine($"Machine: {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
            output.WriteLine($"Real: the server (a process of its own), gRPC over loopback, one stream a sidecar, up to a hundred of them on a connection, the store ({plan.Redis ?? "in the server's process"}). Simulated: the sidecars, on the same cores, with messages made beforehand. A service a sidecar, each calls ten others.");
            output.WriteLine();
            output.WriteLine("| sidecars | bytes a record | records a second | a second and core of the server | CPU a record | stored of sent | memory |");
            output.WriteLine("|---|---|---|---|---|---|---|");
            foreach (var count in parsed.GetValue(proxies)!) output.WriteLine(await Run(plan, count, cancel));
        });
        return command;
    }

    private static async Task<string> Run(Plan plan, int proxies, CancellationToken cancel)
    {
        var directory = Directory.CreateTempSubdirectory("telemetry-").FullName;
        var mesh = new LoggedMesh(Math.Max(proxies, 11));
        mesh.Write(directory);
        string[] store = plan.Redis is { } redis ? ["--redis", redis] : ["--data", Path.Combine(directory, "state")];
        await using var server = await ServerProcess.StartAsync(plan.Server, directory, cancel, store);
        var random = new Random(7);
        var batches = Enumerable.Range(0, proxies).Select(i => Enumerable.Range(0, 4).Select(_ => mesh.Batch(i, plan.Batch, random)).ToArray()).ToArray();
        var bytes = batches.Average(x => x.Average(y => y.Length)) / plan.Batch;

        await Send(plan with { Duration = TimeSpan.FromSeconds(2) }, server, batches, cancel);
        var warm = await Counted(server, cancel);
        var (cpu, clock) = (server.ProcessorTime, Stopwatch.StartNew());
        var sent = await Send(plan, server, batches, cancel);
        var took = clock.Elapsed;
        // What is on its way to the store belongs to the price.
        await Task.Delay(2_000, cancel);
        var used = server.ProcessorTime - cpu;
        var counted = await Counted(server, cancel) - warm;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {proxies} | {bytes:0} | {sent / took.TotalSeconds:0} | {sent / used.TotalSeconds:0} | {used.TotalMicroseconds / sent:0.00} µs | {counted} of {sent} | {server.Memory / 1_000_000} MB |");
    }

    private static async Task<long> Send(Plan plan, ServerProcess server, byte[][][] batches, CancellationToken cancel)
    {
        using var channel = GrpcChannel.ForAddress(server.XdsAddress, new() { HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true } });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        stop.CancelAfter(plan.Duration);
        var sent = 0L;
        var gap = plan.Rate > 0 ? TimeSpan.FromSeconds((double)plan.Batch * batches.Length / plan.Rate) : TimeSpan.Zero;
        await Task.WhenAll(batches.Select((own, i) => Task.Run(async () =>
        {
            using var call = channel.CreateCallInvoker().AsyncClientStreamingCall(Logs, null, new CallOptions());
            await call.RequestStream.WriteAsync(LoggedMesh.Hello(i), CancellationToken.None);
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                await call.RequestStream.WriteAsync(own[n % own.Length], CancellationToken.None);
                Interlocked.Add(ref sent, plan.Batch);
                if (gap > TimeSpan.Zero) await Task.Delay(gap, CancellationToken.None);
            }
            await call.RequestStream.CompleteAsync();
            await call.ResponseAsync;
        }, CancellationToken.None)));
        return sent;
    }

    /// <summary>What the store has, by the page that reads it.</summary>
    private static async Task<long> Counted(ServerProcess server, CancellationToken cancel)
    {
        using var client = new HttpClient();
        for (long before = -1; ;)
        {
            var now = await Total(client, server, cancel);
            if (now == before) return now;
            before = now;
            await Task.Delay(1_500, cancel);
        }
    }

    private static async Task<long> Total(HttpClient client, ServerProcess server, CancellationToken cancel)
    {
        var page = await client.GetStringAsync(new Uri($"{server.HttpAddress}/api/edges?duration=10m"), cancel);
        using var json = System.Text.Json.JsonDocument.Parse(page);
        return json.RootElement.GetProperty("edges").EnumerateArray().Sum(x => x.GetProperty("requests").GetInt64());
    }

    private sealed record Plan(int Rate, TimeSpan Duration, int Batch, string? Redis, string Server);
}
