using System.Globalization;
using Envoy.Config.Route.V3;
using Mesh.Core.Model;
using Mesh.Core.Model.Gateways;
using Mesh.Core.Translation.Clusters;
using Mesh.Core.Translation.Endpoints;
using Mesh.Core.Translation.Extensions;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Translation.Names;
using Mesh.Core.Translation.Routes;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Pipeline;

/// <summary>
/// The snapshots of one class of proxies, one revision after another: translate, hold what is not ready, withhold what is broken, pack.
/// </summary>
internal sealed class ClassPipeline(ProxyClass proxies, TranslationMemo memo, PipelineOptions options)
{
    private readonly RouteHold _routeHold = new(options.RouteGrace);
    private readonly Lock _gate = new();
    private MeshModel? _model;
    private SnapshotOutcome? _outcome;
    private Dictionary<string, Translated> _clusters = [];
    private Dictionary<string, Translated> _endpoints = [];
    private ILookup<string, string>? _endpointsByHost;

    /// <summary>By what the class is too wide: proxies that differ in these need other resources.</summary>
    public OwnFacts Used { get; private set; }

    /// <param name="changes">What differs between two revisions, when only endpoints do.</param>
    public SnapshotOutcome Run(MeshModel model, DateTimeOffset now, Func<MeshModel, MeshModel, EndpointChange?> changes)
    {
        lock (_gate)
        {
            if (_model is not null && model.Revision < _model.Revision) model = _model;
            var holdEnds = _outcome?.CheckAgainAt <= now;
            if (_outcome is not null && !holdEnds && model.Revision == _model!.Revision) return _outcome;

            var change = _outcome is null || holdEnds ? null : changes(_model!, model);
            _outcome = change is null || IsWide(change, model) ? Whole(model, now) : EndpointsOnly(model, change, _outcome!);
            _model = model;
            return _outcome;
        }
    }

    private SnapshotOutcome Whole(MeshModel model, DateTimeOffset now)
    {
        var context = Context(model);
        IReadOnlyList<Translated> listeners = [.. ListenerTranslator.Translate(context)];
        IReadOnlyList<Translated> configured = [.. References.Of(listeners).Select(x => RouteTranslator.Translate(context, x)).OfType<Translated>()];
        var clusters = ClusterTranslator.Translate(context).ToList();
        var names = clusters.Select(x => x.Name).ToHashSet();

        var routes = _routeHold.Apply(configured, names.Contains, now, host => IsCalled(host, context.Scope));
        // What a route in its grace leads to stays as well, although the configuration has dropped it; after that what is sent depends on the mesh of now alone.
        var dropped = routes.KeptClusters.Where(x => !names.Contains(x)).Order(StringComparer.Ordinal);
        clusters.AddRange(dropped.Select(x => _clusters.GetValueOrDefault(x)).OfType<Translated>());
        var endpoints = References.Of(clusters).Select(x => EndpointTranslator.Translate(context, x) ?? _endpoints.GetValueOrDefault(x)).OfType<Translated>().ToList();
        Used = context.Used;

        _clusters = ByName(clusters);
        _endpoints = ByName(endpoints);
        _endpointsByHost = null;
        var vetting = new Vetting(_outcome?.Snapshot ?? XdsSnapshot.Empty, memo);
        var snapshot = vetting.Snapshot(
            model.Revision,
            [
                (XdsType.Cluster, clusters),
                (XdsType.Endpoint, endpoints),
                (XdsType.Listener, listeners),
                (XdsType.Route, routes.Routes),
                (XdsType.Extension, [.. ExtensionTranslator.Translate(context)]),
                (XdsType.Name, [.. NameTableTranslator.Translate(context)]),
            ]);
        return new(snapshot, vetting.Withheld, WithGateways(routes.Warnings, context.Gateways), routes.CheckAgainAt);
    }

    /// <summary>Servers of Gateways that lost to older ones are told of, as long as they lose.</summary>
    private static IReadOnlyList<TranslationWarning> WithGateways(IReadOnlyList<TranslationWarning> warnings, MergedGateways gateways) =>
        gateways.Rejections.Count == 0 ? warnings : [.. warnings, .. gateways.Rejections.Select(x => new TranslationWarning(null, x))];

    /// <summary>Re-translates the assignments of the hosts that changed; everything else stays as it is.</summary>
    private SnapshotOutcome EndpointsOnly(MeshModel model, EndpointChange change, SnapshotOutcome last)
    {
        _endpointsByHost ??= _endpoints.Keys.ToLookup(EndpointTranslator.HostOf);
        var context = Context(model);
        var changed = new List<Translated>();
        foreach (var name in change.Endpoints.SelectMany(x => _endpointsByHost[x.Host]))
        {
            if (EndpointTranslator.Translate(context, name) is { } endpoints) changed.Add(_endpoints[name] = endpoints);
        }
        if (changed.Count == 0) return last;

        var vetting = new Vetting(last.Snapshot, memo);
        var snapshot = vetting.Replace(model.Revision, XdsType.Endpoint, changed);
        var renewed = changed.Select(x => x.Name).ToHashSet();
        return last with
        {
            Snapshot = snapshot,
            Withheld = [.. last.Withheld.Where(x => x.Type != XdsType.Endpoint || !renewed.Contains(x.Name)), .. vetting.Withheld],
        };
    }

    private bool IsWide(EndpointChange change, MeshModel model)
    {
        if (change.Wide.Count == 0) return false;
        var scope = model.ScopeOf(proxies.Proxy);
        return change.Wide.Any(x => scope.Service(x) is not null);
    }

    /// <summary>Istio answers for a VirtualService's hosts on port 80 even where the service has no such port: there nobody calls it.</summary>
    private static bool IsCalled(VirtualHost host, SidecarScope scope)
    {
        var colon = host.Name.LastIndexOf(':');
        return colon < 0
            || !int.TryParse(host.Name.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || scope.Service(host.Name[..colon]) is not { } service
            || service.Port(port) is not null;
    }

    private ProxyContext Context(MeshModel model) => new(model, proxies.Proxy, proxies.TargetsIn(model), memo);

    private static Dictionary<string, Translated> ByName(IEnumerable<Translated> resources)
    {
        var byName = new Dictionary<string, Translated>();
        foreach (var resource in resources) byName[resource.Name] = resource;
        return byName;
    }
}
