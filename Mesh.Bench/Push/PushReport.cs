using System.Globalization;
using System.Runtime.InteropServices;

namespace Mesh.Bench.Push;

/// <summary>A Markdown table, and above it what was measured on what.</summary>
internal sealed class PushReport(TextWriter output)
{
    public void Head(PushPlan plan)
    {
        output.WriteLine($"Machine: {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
        output.WriteLine($"Real: the server (a process of its own), files, gRPC over loopback, one connection a sidecar ({(plan.StateOfTheWorld ? "state of the world" : "delta")}). Simulated: the sidecars, in this process on the same cores.");
        output.WriteLine($"{plan.Endpoints} endpoints a service; {plan.Changes} changes of each kind; times are from the change on disk to the acknowledgement of the last sidecar.");
        output.WriteLine();
        output.WriteLine("| services × sidecars | connected, a second | CPU a connect | configuration a sidecar | memory a sidecar | endpoint change p50 / p95 / p99 | CPU, bytes a sidecar | route change p50 / p95 / p99 | CPU, bytes a sidecar |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|");
    }

    public void Row(PushResult result)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {result.Services} × {result.Proxies} | {result.Proxies / result.Connect.TotalSeconds:0} | {result.ConnectCpu.TotalMilliseconds:0.0} ms | {result.ConfigurationBytes / 1000.0:0} KB | {result.Memory / 1000.0:0} KB | {Times(result.Endpoint)} | {Cost(result.Endpoint)} | {Times(result.Route)} | {Cost(result.Route)} |"));
        output.Flush();
    }

    private static string Times(ChangeResult change) => string.Create(
        CultureInfo.InvariantCulture,
        $"{change.Percentile(50).TotalMilliseconds:0} / {change.Percentile(95).TotalMilliseconds:0} / {change.Percentile(99).TotalMilliseconds:0} ms");

    private static string Cost(ChangeResult change) => string.Create(
        CultureInfo.InvariantCulture, $"{change.Cpu.TotalMicroseconds:0} µs, {change.Bytes / 1000.0:0.0} KB");
}
