using Mesh.Actors.Quotas;
using Microsoft.Extensions.Hosting;

namespace Mesh.Gateway.Policy;

/// <summary>Gives back, about once a second, what leases hold too long.</summary>
internal sealed class SweepLeases(QuotaDesk desk, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false)) desk.Sweep();
    }
}
