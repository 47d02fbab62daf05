using Envoy.Config.Core.V3;
using Grpc.Core;
using Mesh.Actors.Telemetry;
using Mesh.Core.Model;
using Mesh.Core.Telemetry;
using Microsoft.Extensions.Hosting;

namespace Mesh.Gateway.Telemetry;

/// <summary>What all services that take telemetry do alike: say who reports, end in order at shutdown, and answer for what is no telemetry.</summary>
public sealed class TelemetryCalls(Intake intake, TelemetryMetrics metrics, ICallers callers) : IHostedLifecycleService
{
    /// <summary>After which a stream that must end is taken to have nothing more on its way.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Intake Intake => intake;

    public TelemetryMetrics Metrics => metrics;

    /// <param name="node">As the stream's first message has it.</param>
    public ReporterInfo ReporterOf(Node? node, ServerCallContext call)
    {
        var proven = callers.ProvenId(call);
        if (node is null) return ReporterInfo.Nobody with { ProvenId = proven };
        var (proxy, _) = ProxyReader.Read(node);
        // What a stream keeps for its life is kept small.
        var reporter = new ReporterInfo(proxy is null ? null : proxy with { Metadata = ProxyMetadata.Empty, Config = null }, proven);
        if (reporter.IsCredible) return reporter;
        metrics.NotCredible();
        return reporter with { Proxy = null };
    }

    /// <summary>Every message of a stream, until the client ends it, or this member ends and nothing more comes.</summary>
    public async IAsyncEnumerable<T> Read<T>(IAsyncStreamReader<T> requests, ServerCallContext call)
        where T : class
    {
        while (true)
        {
            try
            {
                var next = requests.MoveNext(call.CancellationToken);
                if (!next.IsCompleted && await Task.WhenAny(next, _stopping.Task) != next) next = next.WaitAsync(Quiet);
                if (!await next) yield break;
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or TimeoutException)
            {
                // The client has gone, or has nothing more to say to a member that ends.
                yield break;
            }
            yield return requests.Current;
        }
    }

    public RpcException Malformed(FormatException cause)
    {
        metrics.Malformed();
        return new(new(StatusCode.InvalidArgument, $"not telemetry: {cause.Message}"));
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping.TrySetResult();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Who calls, as far as the transport proves it.</summary>
public interface ICallers
{
    /// <returns>The SPIFFE id of the client's certificate; empty where the transport proves nobody's identity.</returns>
    string ProvenId(ServerCallContext call);
}

/// <summary>On a port that proves nobody's identity.</summary>
public sealed class UnprovenCallers : ICallers
{
    public string ProvenId(ServerCallContext call) => "";
}
