using System.CommandLine;

namespace Mesh.Bench.Push;

/// <summary>N real ADS streams, one connection each, against a real <c>actormesh serve</c> in a process of its own.</summary>
internal static class PushCommand
{
    public static Command Create()
    {
        var services = new Option<int[]>("--services") { Description = "Numbers of services, one run for each.", DefaultValueFactory = _ => [10, 100, 1000], AllowMultipleArgumentsPerToken = true };
        var proxies = new Option<int[]>("--proxies") { Description = "Numbers of sidecars, one run for each.", DefaultValueFactory = _ => [100, 1000], AllowMultipleArgumentsPerToken = true };
        var endpoints = new Option<int>("--endpoints") { Description = "Endpoints of each service.", DefaultValueFactory = _ => 10 };
        var changes = new Option<int>("--changes") { Description = "Changes of each kind that are measured.", DefaultValueFactory = _ => 20 };
        var sotw = new Option<bool>("--sotw") { Description = "State of the world instead of delta." };
        var server = new Option<FileInfo?>("--server") { Description = "The actormesh executable; by default the one that was built beside this one." };
        var command = new Command("push", "Time from a change on disk to the acknowledgement of the last sidecar, with what it costs.\n\nExample: dotnet run --project Mesh.Bench -c Release -- push --proxies 1000 --services 1000")
        {
            services, proxies, endpoints, changes, sotw, server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var plan = new PushPlan(parsed.GetValue(endpoints), parsed.GetValue(changes), parsed.GetValue(sotw), parsed.GetValue(server)?.FullName ?? ServerProcess.Default);
            var report = new PushReport(parsed.InvocationConfiguration.Output);
            report.Head(plan);
            foreach (var serviceCount in parsed.GetValue(services)!)
            {
                foreach (var proxyCount in parsed.GetValue(proxies)!)
                {
                    report.Row(await PushRun.RunAsync(plan, serviceCount, proxyCount, cancel));
                }
            }
            return 0;
        });
        return command;
    }
}

/// <param name="Server">Path of the actormesh executable.</param>
internal sealed record PushPlan(int Endpoints, int Changes, bool StateOfTheWorld, string Server);
