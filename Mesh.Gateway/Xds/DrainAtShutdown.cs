using Microsoft.Extensions.Hosting;

namespace Mesh.Gateway.Xds;

/// <summary>Ends the streams while everything that serves them still runs, and before Kestrel would cut them.</summary>
internal sealed class DrainAtShutdown(DiscoveryCalls calls) : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken) => calls.DrainAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
