using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Mesh.Core.Model;
using Mesh.Core.Translation.Pipeline;
using Mesh.Core.Xds;

namespace Mesh.Actors.Models;

/// <summary>
/// Who is served, of which class each proxy is, and what is still to be done for the current model: to find the class of a proxy, to translate
/// for a class. Decides and keeps books; does none of the work. Belongs to one actor.
/// </summary>
public sealed class ProxyTable
{
    private readonly Dictionary<IActorRef, ServedProxy> _proxies = [];
    private readonly Dictionary<ProxyClass, ServedClass> _classes = [];
    private readonly Queue<IActorRef> _unclassified = new();
    private readonly Queue<ServedClass> _untranslated = new();

    public int Proxies => _proxies.Count;

    public int Classes => _classes.Count;

    /// <summary>Somebody is to be classified, or some class translated.</summary>
    public bool HasWork => _unclassified.Count > 0 || _untranslated.Count > 0;

    public IEnumerable<ProxyClass> ClassesInUse => _classes.Keys;

    public IEnumerable<SnapshotOutcome> Outcomes => _classes.Values.Select(x => x.Outcome).OfType<SnapshotOutcome>();

    /// <summary>Its class has to be found, again if it was known under another description.</summary>
    public void Register(IActorRef connection, Proxy proxy)
    {
        if (_proxies.TryGetValue(connection, out var known))
        {
            if (known.Proxy.Equals(proxy)) return;
            known.Proxy = proxy;
        }
        else
        {
            _proxies[connection] = known = new(connection, proxy);
        }
        Unsettle(known);
    }

    public void Remove(IActorRef connection)
    {
        if (_proxies.Remove(connection, out var gone)) Leave(gone);
    }

    /// <summary>There is a new model: every class is to be translated again, and proxies whose class may differ are to be classified again.</summary>
    public void Advance(Func<Proxy, bool> classMayDiffer)
    {
        foreach (var proxy in _proxies.Values)
        {
            if (proxy.Settled && classMayDiffer(proxy.Proxy)) Unsettle(proxy);
        }
        foreach (var served in _classes.Values) Want(served);
    }

    /// <summary>Proxies to classify now; they are not given out again until they are settled or unsettled anew.</summary>
    public IReadOnlyList<(IActorRef Connection, Proxy Proxy)> TakeUnclassified(int most)
    {
        var taken = new List<(IActorRef, Proxy)>();
        while (taken.Count < most && _unclassified.TryDequeue(out var connection))
        {
            if (!_proxies.TryGetValue(connection, out var proxy) || !proxy.Queued) continue;
            proxy.Queued = false;
            taken.Add((connection, proxy.Proxy));
        }
        return taken;
    }

    /// <summary>A class to translate now. It is not given out again before <see cref="Finish"/>.</summary>
    public bool TryTakeUntranslated([NotNullWhen(true)] out ProxyClass? proxies)
    {
        while (_untranslated.TryDequeue(out var served))
        {
            served.Queued = false;
            if (served.Members.Count == 0) continue;
            served.Busy = true;
            proxies = served.Class;
            return true;
        }
        proxies = null;
        return false;
    }

    /// <summary>The class of a proxy was found. Ignored when the proxy is gone or described itself anew meanwhile: then its turn comes again.</summary>
    /// <param name="current">False when the class was found with a model since which it may differ.</param>
    public void Settle(IActorRef connection, Proxy proxy, ProxyClass proxies, bool current)
    {
        if (!_proxies.TryGetValue(connection, out var served) || !ReferenceEquals(served.Proxy, proxy)) return;
        if (served.Class?.Class.Equals(proxies) != true)
        {
            Leave(served);
            if (!_classes.TryGetValue(proxies, out var entry)) _classes[proxies] = entry = new(proxies);
            entry.Members.Add(served);
            served.Class = entry;
        }
        if (current) served.Settled = true;
        else Unsettle(served);
    }

    /// <summary>The class of a proxy cannot be found now; the next configuration brings another try.</summary>
    public void GiveUp(IActorRef connection)
    {
        if (_proxies.TryGetValue(connection, out var served)) served.Settled = true;
    }

    /// <summary>The class is to be translated as soon as nobody does so already.</summary>
    public void Want(ProxyClass proxies)
    {
        if (_classes.TryGetValue(proxies, out var served)) Want(served);
    }

    /// <summary>A translation has ended.</summary>
    public void Finish(ProxyClass proxies)
    {
        if (!_classes.TryGetValue(proxies, out var served)) return;
        served.Busy = false;
        if (served.WantedAgain) Want(served);
    }

    /// <summary>Takes a result unless one of a later model is held.</summary>
    /// <returns>The result before; null when the new one was dropped, or is the first.</returns>
    public SnapshotOutcome? Store(ProxyClass proxies, SnapshotOutcome outcome, long revision)
    {
        if (!_classes.TryGetValue(proxies, out var served) || revision < served.Revision) return null;
        var before = served.Outcome;
        served.Outcome = outcome;
        served.Revision = revision;
        return before;
    }

    /// <summary>Connections that have not been told what their class is to be sent. They count as told from here on.</summary>
    public IEnumerable<(IActorRef Connection, XdsSnapshot Snapshot, bool IsFirst)> TakeUntold(ProxyClass proxies)
    {
        if (!_classes.TryGetValue(proxies, out var served) || served.Outcome?.Snapshot is not { } snapshot) yield break;
        foreach (var member in served.Members)
        {
            if (!member.Settled || ReferenceEquals(member.Told, snapshot)) continue;
            var isFirst = member.Told is null;
            member.Told = snapshot;
            yield return (member.Connection, snapshot, isFirst);
        }
    }

    private void Unsettle(ServedProxy proxy)
    {
        proxy.Settled = false;
        if (proxy.Queued) return;
        proxy.Queued = true;
        _unclassified.Enqueue(proxy.Connection);
    }

    private void Want(ServedClass served)
    {
        if (served.Queued) return;
        served.WantedAgain = served.Busy;
        if (served.Busy) return;
        served.Queued = true;
        _untranslated.Enqueue(served);
    }

    private void Leave(ServedProxy proxy)
    {
        if (proxy.Class is not { } served) return;
        served.Members.Remove(proxy);
        if (served.Members.Count == 0) _classes.Remove(served.Class);
        proxy.Class = null;
    }

    private sealed class ServedProxy(IActorRef connection, Proxy proxy)
    {
        public IActorRef Connection { get; } = connection;

        public Proxy Proxy { get; set; } = proxy;

        public ServedClass? Class { get; set; }

        /// <summary>Its class is known to be right for the current model.</summary>
        public bool Settled { get; set; }

        public bool Queued { get; set; }

        public XdsSnapshot? Told { get; set; }
    }

    private sealed class ServedClass(ProxyClass proxies)
    {
        public ProxyClass Class { get; } = proxies;

        public HashSet<ServedProxy> Members { get; } = [];

        public SnapshotOutcome? Outcome { get; set; }

        /// <summary>Of the model behind <see cref="Outcome"/>.</summary>
        public long Revision { get; set; }

        public bool Queued { get; set; }

        public bool Busy { get; set; }

        public bool WantedAgain { get; set; }
    }
}
