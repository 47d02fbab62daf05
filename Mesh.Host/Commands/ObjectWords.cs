using Mesh.Core.Explain.Report;

namespace Mesh.Commands;

/// <summary>An explanation of an object for people to read.</summary>
internal static class ObjectWords
{
    private const int MostProxies = 20;
    private const int MostResources = 30;

    public static void Write(ObjectExplanation explanation, TextWriter output)
    {
        output.WriteLine($"{explanation.Object} ({explanation.Source})");
        var reached = explanation.Proxies.Where(x => x.IsReached).ToList();
        output.WriteLine();
        output.WriteLine($"reaches {reached.Count} of {explanation.Proxies.Count} {(explanation.Proxies.Count == 1 ? "proxy" : "proxies")}");
        foreach (var proxy in reached.Take(MostProxies)) output.WriteLine($"  {proxy.Proxy}");
        More(reached.Count, MostProxies, output);
        Unreached([.. explanation.Proxies.Where(x => !x.IsReached)], output);
        Resources(reached, output);
        foreach (var conflict in explanation.Conflicts) output.WriteLine($"conflict: {conflict}");
        foreach (var note in explanation.Notes) output.WriteLine($"note: {note}");
    }

    private static void Unreached(List<ProxyReach> proxies, TextWriter output)
    {
        foreach (var group in proxies.GroupBy(x => x.Why))
        {
            output.WriteLine();
            output.WriteLine($"not these, because {group.Key}");
            foreach (var proxy in group.Take(MostProxies)) output.WriteLine($"  {proxy.Proxy}");
            More(group.Count(), MostProxies, output);
        }
    }

    private static void Resources(List<ProxyReach> reached, TextWriter output)
    {
        if (reached.Count == 0) return;
        output.WriteLine();
        var resources = reached.SelectMany(x => x.Resources).GroupBy(x => x).Select(x => (Resource: x.Key, Proxies: x.Count())).ToList();
        Print.Table(output, ["TYPE", "RESOURCE", "HOW", "PROXIES"], resources.Take(MostResources).Select(x => (string[])[x.Resource.Type, x.Resource.Name, x.Resource.How, $"{x.Proxies}"]));
        if (resources.Count > MostResources) output.WriteLine($"and {resources.Count - MostResources} more; -o json has all");
        output.WriteLine();
    }

    private static void More(int count, int most, TextWriter output)
    {
        if (count > most) output.WriteLine($"  and {count - most} more");
    }
}
