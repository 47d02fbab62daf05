namespace Mesh.Core.Explain.Report;

/// <summary>What an object of the configuration does, and to whom.</summary>
/// <param name="Source">Where it was read.</param>
/// <param name="Conflicts">What it wins and loses against objects that say something of the same thing.</param>
public sealed record ObjectExplanation(string Object, string Source, IReadOnlyList<ProxyReach> Proxies, IReadOnlyList<string> Conflicts, IReadOnlyList<string> Notes);

/// <param name="Why">Why it is not reached; null when it is.</param>
public sealed record ProxyReach(string Proxy, string? Why, IReadOnlyList<ReachedResource> Resources)
{
    public bool IsReached => Why is null;
}

/// <param name="Type">CDS, EDS, LDS, RDS, …</param>
/// <param name="How">Whether the resource is made of the object, or would differ, be there or be absent without it.</param>
public sealed record ReachedResource(string Type, string Name, string How);
