using System.Collections.Concurrent;
using Mesh.Core.Model;

namespace Mesh.Core.Translation.Pipeline;

/// <summary>
/// The mesh to what each proxy is sent. Work is done once for each class of proxies and each change, and inside a class only for what the change
/// touches. Safe to call from many threads: calls for one class wait for each other, others run side by side.
/// </summary>
public sealed class SnapshotPipeline(PipelineOptions options)
{
    private readonly TranslationMemo _memo = new();
    private readonly ConcurrentDictionary<ProxyClass, ClassPipeline> _classes = new();
    private readonly Lock _gate = new();
    private MeshParts? _parts;
    private (MeshModel Before, MeshModel After, EndpointChange? Change)? _lastChange;

    /// <summary>The snapshot of one proxy: proxies of one class get the same reference.</summary>
    public SnapshotOutcome Snapshot(MeshModel model, Proxy proxy, DateTimeOffset now) => Snapshot(model, ClassOf(model, proxy, now), now);

    /// <summary>The class of a proxy in this revision. It stays the same as long as <see cref="ClassMayDiffer"/> says no.</summary>
    public ProxyClass ClassOf(MeshModel model, Proxy proxy, DateTimeOffset now)
    {
        var shared = ProxyClass.Of(proxy, model);
        Snapshot(model, shared, now);
        return shared.Narrow(_classes[shared].Used, ProxyReader.Join(proxy, model));
    }

    public SnapshotOutcome Snapshot(MeshModel model, ProxyClass proxies, DateTimeOffset now)
    {
        BeginGeneration(model);
        return _classes.GetOrAdd(proxies, x => new(x, _memo, options)).Run(model, now, ChangeBetween);
    }

    /// <summary>Drops the classes that no proxy is of any more.</summary>
    public void Retain(IReadOnlySet<ProxyClass> inUse)
    {
        // A class that is too wide for its proxies still tells by what it is.
        var wanted = inUse.Concat(inUse.Select(x => x.Shared)).ToHashSet();
        foreach (var key in _classes.Keys.Where(x => !wanted.Contains(x))) _classes.TryRemove(key, out _);
    }

    /// <summary>False when a proxy is surely of the same class in the later revision, which is so for nearly all of them when endpoints change.</summary>
    public bool ClassMayDiffer(Proxy proxy, MeshModel before, MeshModel after)
    {
        if (ReferenceEquals(before, after)) return false;
        return ChangeBetween(before, after) is not { } change || proxy.IpAddresses.Any(change.Addresses.Contains);
    }

    private EndpointChange? ChangeBetween(MeshModel before, MeshModel after)
    {
        lock (_gate)
        {
            if (_lastChange is { } last && ReferenceEquals(last.Before, before) && ReferenceEquals(last.After, after)) return last.Change;
            var change = EndpointChange.Between(before, after);
            _lastChange = (before, after, change);
            return change;
        }
    }

    /// <summary>With new configuration every class asks for all that it needs, so what nobody asks for can be forgotten.</summary>
    private void BeginGeneration(MeshModel model)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_parts, model.Parts)) return;
            _parts = model.Parts;
            _memo.NextGeneration();
        }
    }
}
