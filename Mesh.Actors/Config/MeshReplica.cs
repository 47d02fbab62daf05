using System.Collections.Concurrent;
using Mesh.Actors.Replication;
using Mesh.Core.Config;
using Mesh.Core.Model;

namespace Mesh.Actors.Config;

/// <summary>
/// What this member holds of the mesh's configuration: the last revision, indexed. What crosses the cluster are names and revisions; each member
/// looks up here what they stand for. Advanced by one writer, read by any thread.
/// </summary>
public sealed class MeshReplica
{
    private readonly ConcurrentDictionary<string, Collected> _endpoints = new();
    private volatile MeshView? _current;

    /// <summary>null until there is a first revision.</summary>
    public MeshView? Current => _current;

    public MeshView Advance(long revision, ConfigSet configs, MeshConfig mesh)
    {
        var parts = ModelBuilder.BuildParts(configs, mesh, _current?.Parts);
        if (!ReferenceEquals(parts.Services, _current?.Parts.Services)) _endpoints.Clear();
        return _current = new(revision, parts);
    }

    /// <param name="before">What is held now; null for nothing.</param>
    public MeshView Lay(long revision, MeshView? before, MeshDelta delta)
    {
        var configs = before?.Parts.Configs ?? ConfigSet.Empty;
        return Advance(revision, delta.IsEmpty ? configs : configs.With(delta.Applied, delta.Removed), delta.Mesh ?? before?.Parts.Mesh ?? MeshConfig.Default);
    }

    /// <summary>The endpoints of a host as the current revision tells them, collected once a revision.</summary>
    public ServiceEndpoints EndpointsOf(string host)
    {
        var view = _current ?? throw new InvalidOperationException("No revision of the mesh is held yet.");
        if (_endpoints.TryGetValue(host, out var known) && known.Revision == view.Revision) return known.Endpoints;
        var found = view.Collector.Collect(host);
        _endpoints[host] = new(view.Revision, found);
        return found;
    }

    private sealed record Collected(long Revision, ServiceEndpoints Endpoints);
}

/// <summary>The mesh's configuration at one revision. Immutable.</summary>
public sealed class MeshView(long revision, MeshParts parts)
{
    private EndpointCollector? _collector;

    public long Revision { get; } = revision;

    public MeshParts Parts { get; } = parts;

    /// <summary>Racing readers may each make one; they are equal.</summary>
    public EndpointCollector Collector => _collector ??= new(Parts.Configs, Parts.Mesh, Parts.Services, Parts.Workloads);

    /// <summary>The host by which proxies know a Kubernetes Service; null when there is no such Service.</summary>
    public string? HostOf(ServiceName name)
    {
        var host = Hostnames.Resolve(name.Name, name.Namespace);
        return Parts.Services.OfHost(host).Count > 0 ? host : null;
    }
}
