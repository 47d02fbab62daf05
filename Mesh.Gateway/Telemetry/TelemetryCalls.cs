using Envoy.Config.Core.V3;
using Grpc.Core;
using Mesh.Actors.Telemetry;
using Mesh.Core.Model;
using Mesh.Core.Security;
using Mesh.Core.Security.Callers;
using Mesh.Core.Telemetry;
using Mesh.Gateway.Certificates;
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

    /// <summary>Who calls, by what the connection proves.</summary>
    /// <returns>null where the port lets in those who prove nothing.</returns>
    /// <exception cref="RpcException">It is not let in.</exception>
    public async ValueTask<SpiffeId?> CallerOf(ServerCallContext call)
    {
        var outcome = await callers.Who(call.GetHttpContext());
        return outcome.Refusal is null ? outcome.Peer.Caller?.Id : throw new RpcException(new(StatusCode.Unauthenticated, "who calls is not known"));
    }

    /// <summary>A proxy says who it is. One that has proved to be somebody else is taken for what it has proved, and for nothing more.</summary>
    /// <param name="node">As the stream's first message has it.</param>
    public ReporterInfo ReporterOf(Node? node, SpiffeId? caller)
    {
        var proven = caller?.ToString() ?? "";
        if (node is null) return new(null, proven);
        var (proxy, _) = ProxyReader.Read(node);
        if (proxy is not null && caller is not null && NodeClaims.Refute(caller, proxy) is not null)
        {
            metrics.NotCredible();
            return new(null, proven);
        }
        // What a stream keeps for its life is kept small.
        return new(proxy is null ? null : proxy with { Metadata = ProxyMetadata.Empty, Config = null }, proven);
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
