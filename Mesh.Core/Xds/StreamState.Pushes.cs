namespace Mesh.Core.Xds;

/// <content>What the stream sends of its own accord.</content>
public sealed partial class StreamState
{
    /// <summary>Goes as far towards the latest snapshot as the client's acknowledgements allow.</summary>
    private void Advance()
    {
        Roll();
        DropLeftovers();
    }

    private void Roll()
    {
        while (_latest is not null)
        {
            _rollout ??= new(_latest);
            if (!Run(_rollout))
            {
                PushUrgentEndpoints(_rollout);
                return;
            }
            var isLatest = ReferenceEquals(_rollout.Target, _latest);
            _rollout = null;
            if (isLatest) return;
        }
    }

    /// <returns>false while it waits for an acknowledgement.</returns>
    private bool Run(Rollout rollout)
    {
        for (; !rollout.IsDone; rollout.MoveNext())
        {
            var stage = rollout.Current;
            if (_watches[stage.Type.Index] is { Sent: not null } watch)
            {
                if (watch.InFlight.IsAwaiting) return false;
                if (!rollout.Entered)
                {
                    rollout.Entered = true;
                    var sent = Bring(watch, Goal(rollout, stage, watch), demand: null, payDebts: !stage.Breaks || stage.Type == XdsType.VirtualHost);
                    if (sent && !stage.LeadsOn) return false;
                }
                if (watch.Expected.Names.Count > 0) return false;
            }
            if (stage.Follows && _watches[XdsType.Cluster.Index] is { InFlight.IsAwaiting: true }) return false;
        }
        return true;
    }

    private XdsResourceSet Goal(Rollout rollout, Rollout.Stage stage, Watch watch)
    {
        // Endpoints name nothing, so that they can always be the newest.
        var target = SetOf(stage.Type == XdsType.Endpoint ? _latest! : rollout.Target, stage.Type);
        if (ReferenceEquals(watch.Sent, target)) return target;
        var diff = watch.Sent!.DiffTo(target);
        if (!stage.Breaks) return diff.Union;
        if (stage.Type == XdsType.Cluster) return diff.Keeping(Held(diff));
        return stage.Type == XdsType.Endpoint ? diff.Keeping(EndpointsOfHeld(diff)) : target;
    }

    /// <summary>The clusters among those that left which the client may still route to (rule 58).</summary>
    private NameSet Held(SetDiff diff)
    {
        var users = _watches.OfType<Watch>().Where(x => x.Type == XdsType.Listener || x.Type == XdsType.Route || x.Type == XdsType.VirtualHost).ToArray();
        var held = diff.Removed.Count == 0 ? NameSet.Empty : NameSet.Of(diff.Removed.Select(x => x.Name).Where(name => users.Any(x => x.MayUse(name))));
        if (!ReferenceEquals(held, _held)) _facts.Add(new StreamFact.Held(held));
        _held = held;
        return held;
    }

    /// <summary>A cluster that stays for a while keeps its endpoints for as long.</summary>
    private NameSet EndpointsOfHeld(SetDiff diff)
    {
        if (_held.Count == 0 || _watches[XdsType.Cluster.Index]?.Sent is not { } clusters) return NameSet.Empty;
        var endpoints = _held.Select(clusters.Find).OfType<XdsResource>().SelectMany(x => x.RefersTo(XdsType.Endpoint)).ToHashSet(StringComparer.Ordinal);
        return NameSet.Of(diff.Removed.Select(x => x.Name).Where(endpoints.Contains));
    }

    /// <summary>Tells a client that came back which of its clusters are gone, once no route of its leads there any more.</summary>
    private void DropLeftovers()
    {
        if (_watches[XdsType.Cluster.Index] is not { Leftovers.IsEmpty: false, Sent: { } sent } clusters) return;
        if (!clusters.Leftovers.IsOver(_now) && !(HasItsOwn(XdsType.Listener) && HasItsOwn(XdsType.Route))) return;
        var users = _watches.OfType<Watch>().Where(x => x.Type == XdsType.Listener || x.Type == XdsType.Route || x.Type == XdsType.VirtualHost).ToArray();
        string[] gone = [.. clusters.Leftovers.Names.Where(name => !users.Any(x => x.MayUse(name)))];
        clusters.Leftovers.Drop(gone);
        var draft = new ResponseDraft(_dialect.Kind, XdsType.Cluster);
        foreach (var name in gone.Where(x => sent.Find(x) is null && clusters.Subscription.Wildcard).Order(StringComparer.Ordinal)) draft.Remove(name);
        if (!draft.IsEmpty) Send(clusters, draft.ToBody(TtlFor(XdsType.Cluster)), asked: false);
    }

    /// <summary>The client has acknowledged what it should have of this type now.</summary>
    private bool HasItsOwn(XdsType type) => _watches[type.Index] is { Sent: not null, InFlight.None: true };

    /// <summary>
    /// Endpoints that changed since the rollout began, and without their clusters, do not wait for its end: traffic depends on them, and they
    /// on nothing.
    /// </summary>
    private void PushUrgentEndpoints(Rollout rollout)
    {
        var latest = _latest![XdsType.Endpoint];
        if (ReferenceEquals(latest, rollout.Target[XdsType.Endpoint]) || (rollout.Current.Type == XdsType.Endpoint && !rollout.Entered)) return;
        if (_latest[XdsType.Cluster].Version != rollout.Target[XdsType.Cluster].Version) return;
        if (_watches[XdsType.Endpoint.Index] is { Sent: { } sent, InFlight.IsAwaiting: false } endpoints) Bring(endpoints, sent.DiffTo(latest).Union, demand: null, payDebts: false);
    }

    /// <summary>
    /// A cluster that Envoy adds or changes warms until it gets endpoints, even ones that it already has (rule 60); a new route configuration
    /// loses the virtual hosts that were fetched for the old one (rule 70).
    /// </summary>
    private void Owe(XdsType type, IReadOnlyList<XdsResource> news)
    {
        if (type == XdsType.Cluster && _watches[XdsType.Endpoint.Index] is { Sent: not null, Subscription.IsNone: false } endpoints)
        {
            var names = news.SelectMany(x => x.RefersTo(XdsType.Endpoint)).ToArray();
            endpoints.Owed = endpoints.Owed.With(names.Where(endpoints.Subscription.Covers));
            endpoints.Expected.Add(names.Where(name => !endpoints.Subscription.Covers(name)), until: _now + _options.FollowTimeout);
        }
        if (type == XdsType.Route && _watches[XdsType.VirtualHost.Index] is { Sent: not null } hosts)
        {
            hosts.Owed = hosts.Owed.With(hosts.Subscription.Names.Where(name => news.Any(route => VirtualHosts.IsIn(name, route.Name))));
        }
    }
}
