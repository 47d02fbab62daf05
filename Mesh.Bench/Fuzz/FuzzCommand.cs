using System.CommandLine;
using System.Diagnostics;
using Mesh.Core.Model;

namespace Mesh.Bench.Fuzz;

/// <summary>Damages meshes until the time is up, and keeps each one that brought something down.</summary>
internal static class FuzzCommand
{
    /// <summary>A real Envoy takes longer to ask than everything else together.</summary>
    private const int RoundsPerEnvoy = 20;

    private const int MostFaults = 20;

    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    public static Command Create()
    {
        var minutes = new Option<double>("--minutes") { Description = "How long.", DefaultValueFactory = _ => 5 };
        var seed = new Option<int>("--seed") { Description = "Of the first round; the next ones follow it.", DefaultValueFactory = _ => 1 };
        var rounds = new Option<int>("--rounds") { Description = "At most this many rounds; one repeats a fault by its seed.", DefaultValueFactory = _ => int.MaxValue };
        var corpus = new Option<string>("--corpus") { Description = "Meshes to begin with.", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ACTORMESH_CONFORMANCE") ?? "../shared/conformance" };
        var keep = new Option<string>("--keep") { Description = "Where meshes that brought something down are kept.", DefaultValueFactory = _ => "fuzz-faults" };
        var verbose = new Option<bool>("--withheld") { Description = "List what was withheld because an Envoy would refuse it." };
        var command = new Command("fuzz", "Damages the meshes of the conformance data, and demands of what is sent that no Envoy refuses it (a real one is asked when ENVOY names it).\n\nExample: dotnet run --project Mesh.Bench -c Release -- fuzz --minutes 10 --seed 1")
        {
            minutes, seed, rounds, corpus, keep, verbose,
        };
        command.SetAction((parsed, cancel) => Run(parsed.GetValue(minutes), parsed.GetValue(seed), parsed.GetValue(rounds), parsed.GetValue(corpus)!, parsed.GetValue(keep)!, parsed.GetValue(verbose), parsed.InvocationConfiguration.Output, cancel));
        return command;
    }

    private static async Task<int> Run(double minutes, int seed, int rounds, string root, string keep, bool verbose, TextWriter output, CancellationToken cancel)
    {
        var corpus = FuzzCorpus.Read(root);
        if (corpus.Cases.Count == 0)
        {
            output.WriteLine($"no meshes in {root}");
            return 2;
        }
        var envoy = Environment.GetEnvironmentVariable("ENVOY") is { Length: > 0 } path ? new EnvoyOpinion(path) : null;
        output.WriteLine($"{corpus.Cases.Count} meshes, {corpus.Donors.Count} documents, seed {seed}, {(envoy is null ? "no Envoy" : "an Envoy is asked")}");
        var round = new FuzzRound(corpus);
        var (clock, done, asked, accepted, faults) = (Stopwatch.StartNew(), 0, 0, 0L, 0);
        var withheld = new Dictionary<string, (int Count, int Seed)>();
        for (; done < rounds && clock.Elapsed < TimeSpan.FromMinutes(minutes) && faults < MostFaults && !cancel.IsCancellationRequested; done++)
        {
            var at = seed + done;
            var running = Task.Run(() => round.Run(at), cancel);
            if (await Task.WhenAny(running, Task.Delay(Hang, cancel)) != running)
            {
                output.WriteLine($"seed {at}: does not end; {clock.Elapsed}");
                return 1;
            }
            var result = await running;
            var fault = result.Fault;
            accepted += result.Accepted;
            foreach (var bad in result.Withheld)
            {
                if (rounds == 1) output.WriteLine(bad);
                var key = $"{bad.Type} {string.Join("; ", bad.Errors.Select(x => System.Text.RegularExpressions.Regex.Replace(x.ToString(), @"\d+|'[^']*'|""[^""]*""", "…")))}";
                withheld[key] = withheld.TryGetValue(key, out var known) ? (known.Count + 1, known.Seed) : (1, at);
            }
            // A stock Envoy has none of Istio's own filters.
            var stock = result.Snapshots.Where(x => x.Proxy.IstioFilters == IstioFilters.None).ToList();
            if (fault is null && envoy is not null && (done % RoundsPerEnvoy == 0 || rounds == 1) && stock.Count > 0)
            {
                var (proxy, snapshot) = stock[Math.Abs(at) % stock.Count];
                asked++;
                fault = await envoy.Refuses(proxy.Id, snapshot, cancel) is { } words ? $"an Envoy refuses what {proxy.Id} is sent: {words}" : null;
            }
            if (rounds == 1 && fault is null) fault = result.Withheld.Count > 0 ? "something was withheld" : null;
            if (fault is null) continue;
            faults++;
            Directory.CreateDirectory(keep);
            await File.WriteAllTextAsync(Path.Combine(keep, $"{at}.yaml"), $"# seed {at}, case {result.Case}\n# {fault.Replace("\n", "\n# ", StringComparison.Ordinal)}\n{result.Text}", cancel);
            output.WriteLine($"seed {at}, case {result.Case}: {fault}");
        }
        output.WriteLine($"{done} rounds in {clock.Elapsed.TotalMinutes:0.0} minutes, {accepted / Math.Max(1, done)} objects accepted a round, {asked} times an Envoy asked, {withheld.Values.Sum(x => x.Count)} resources withheld, {faults} faults");
        if (verbose) foreach (var (words, (count, first)) in withheld.OrderByDescending(x => x.Value.Count)) output.WriteLine($"  {count} withheld, first by seed {first}: {words}");
        return faults == 0 ? 0 : 1;
    }
}
