using System.CommandLine;
using Mesh.Bench.Push;

namespace Mesh.Bench.Soak;

/// <summary>Members that are killed, stopped, paused and added at random, while sidecars keep histories that are judged in the end.</summary>
internal static class SoakCommand
{
    public static Command Create()
    {
        var members = new Option<int>("--members") { Description = "Members of the control plane.", DefaultValueFactory = _ => 3 };
        var sidecars = new Option<int>("--sidecars") { Description = "Simulated sidecars, delta.", DefaultValueFactory = _ => 300 };
        var services = new Option<int>("--services") { Description = "Services of the mesh.", DefaultValueFactory = _ => 50 };
        var minutes = new Option<double>("--minutes") { Description = "How long; each kind of trouble comes at least once when it is long enough.", DefaultValueFactory = _ => 10 };
        var seed = new Option<int>("--seed") { Description = "Of everything random.", DefaultValueFactory = _ => 1 };
        var keep = new Option<bool>("--keep") { Description = "Leave the members' logs behind." };
        var server = new Option<FileInfo?>("--server") { Description = "The actormesh executable; by default the one that was built beside this one." };
        var command = new Command("soak", "Break members at random and judge what every sidecar saw.\n\nExample: dotnet run --project Mesh.Bench -c Release -- soak --minutes 30 --sidecars 1000")
        {
            members, sidecars, services, minutes, seed, keep, server,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var plan = new SoakPlan(
                parsed.GetValue(members), parsed.GetValue(sidecars), parsed.GetValue(services), TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(seed),
                parsed.GetValue(server)?.FullName ?? ServerProcess.Default, parsed.GetValue(keep));
            var output = parsed.InvocationConfiguration.Output;
            await output.WriteLineAsync($"{Environment.ProcessorCount} processors; members are processes on loopback, sidecars real gRPC streams in this one; seed {plan.Seed}");
            await using var run = new SoakRun(plan, output);
            var violations = await run.RunAsync(cancel);
            foreach (var violation in violations.Take(20)) await output.WriteLineAsync(violation);
            return violations.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
