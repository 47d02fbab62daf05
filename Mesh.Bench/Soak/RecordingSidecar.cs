using System.Collections.Concurrent;
using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Core.Xds;

namespace Mesh.Bench.Soak;

/// <summary>
/// A sidecar that speaks delta, outlives its streams as Envoy does (it comes back and states what it holds), and remembers everything that it saw and said.
/// </summary>
/// <param name="connect">Opens a connection to some member.</param>
internal sealed class RecordingSidecar(int number, Func<CancellationToken, ValueTask<Stream>> connect, Random random) : IAsyncDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private static readonly XdsType[] Types = [XdsType.Cluster, XdsType.Endpoint, XdsType.Listener, XdsType.Route];

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<HistoryEvent> _history = new();
    private readonly Dictionary<XdsType, Dictionary<string, HeldResource>> _held = Types.ToDictionary(x => x, _ => new Dictionary<string, HeldResource>());
    private readonly Dictionary<XdsType, HashSet<string>> _wanted = Types.ToDictionary(x => x, _ => new HashSet<string>());
    private Task _running = Task.CompletedTask;
    private volatile int _marker = -1;

    public string Id { get; } = $"sidecar~10.{200 + (number / 62500)}.{number / 250 % 250}.{(number % 250) + 1}~client-{number}.load~load.svc.cluster.local";

    public IReadOnlyCollection<HistoryEvent> History => _history;

    /// <summary>The last state of the mesh that it was shown; -1 before the first.</summary>
    public int Marker => _marker;

    public int Streams { get; private set; }

    /// <summary>Its stream is open, and something came by it.</summary>
    public bool IsServed { get; private set; }

    public long Bytes { get; private set; }

    public void Start() => _running = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = ShortestPause;
        while (!_stop.IsCancellationRequested)
        {
            var answered = false;
            try
            {
                using var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = false, ConnectCallback = (_, cancel) => connect(cancel) };
                using var channel = GrpcChannel.ForAddress("http://mesh", new() { HttpHandler = handler, MaxReceiveMessageSize = null });
                await TalkAsync(channel, () => answered = true);
                _history.Enqueue(new HistoryEvent.Ended("OK"));
            }
            catch (RpcException e)
            {
                _history.Enqueue(new HistoryEvent.Ended($"{e.StatusCode} {e.Status.Detail}"));
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
            {
                _history.Enqueue(new HistoryEvent.Ended(e.Message));
            }
            IsServed = false;
            // As Envoy: with jitter, and from the shortest pause again once the server has answered.
            pause = answered ? ShortestPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
            try
            {
                await Task.Delay(pause * (0.5 + random.NextDouble()), _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task TalkAsync(GrpcChannel channel, Action answered)
    {
        using var call = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(channel).DeltaAggregatedResources(cancellationToken: _stop.Token);
        Streams++;
        _history.Enqueue(new HistoryEvent.Opened());
        IsServed = false;
        var stated = new HashSet<XdsType>();
        // What it came to want when its last stream broke, it wants all the same.
        _wanted[XdsType.Endpoint] = [.. _held[XdsType.Cluster].Values.SelectMany(x => x.AsksFor)];
        _wanted[XdsType.Route] = [.. _held[XdsType.Listener].Values.SelectMany(x => x.AsksFor)];
        await Ask(call, XdsType.Cluster, [], [], stated, Node());
        if (_wanted[XdsType.Endpoint].Count > 0) await Ask(call, XdsType.Endpoint, _wanted[XdsType.Endpoint], [], stated);
        await Ask(call, XdsType.Listener, [], [], stated);
        if (_wanted[XdsType.Route].Count > 0) await Ask(call, XdsType.Route, _wanted[XdsType.Route], [], stated);
        await foreach (var response in call.ResponseStream.ReadAllAsync(_stop.Token))
        {
            answered();
            IsServed = true;
            Bytes += response.CalculateSize();
            if (XdsType.Find(response.TypeUrl) is not { } type) continue;
            Apply(type, response);
            _history.Enqueue(new HistoryEvent.Acknowledged(type, response.Nonce));
            await call.RequestStream.WriteAsync(new() { TypeUrl = response.TypeUrl, ResponseNonce = response.Nonce });
            await Follow(call, type, stated);
        }
    }

    private void Apply(XdsType type, DeltaDiscoveryResponse response)
    {
        HeldResource[] resources = [.. response.Resources.Where(x => x.Resource_ is not null).Select(x => HeldResource.Of(type, x.Name, x.Version, x.Resource_))];
        _history.Enqueue(new HistoryEvent.Answered(type, response.Nonce, resources, [.. response.RemovedResources]));
        if (!_held.TryGetValue(type, out var held)) return;
        foreach (var resource in resources)
        {
            held[resource.Name] = resource;
            if (resource.Marker is { } marker) _marker = marker;
        }
        foreach (var name in response.RemovedResources) held.Remove(name);
    }

    /// <summary>Clusters make it ask for endpoints, listeners for routes.</summary>
    private async Task Follow(AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse> call, XdsType type, HashSet<XdsType> stated)
    {
        var next = type == XdsType.Cluster ? XdsType.Endpoint : type == XdsType.Listener ? XdsType.Route : null;
        if (next is null) return;
        var wanted = _held[type].Values.SelectMany(x => x.AsksFor).ToHashSet();
        var (more, less) = (wanted.Except(_wanted[next]).ToArray(), _wanted[next].Except(wanted).ToArray());
        _wanted[next] = wanted;
        foreach (var name in less) _held[next].Remove(name);
        if (more.Length + less.Length > 0) await Ask(call, next, more, less, stated);
    }

    private async Task Ask(
        AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse> call, XdsType type, IReadOnlyCollection<string> more, IReadOnlyCollection<string> less, HashSet<XdsType> stated, Node? node = null)
    {
        var request = new DeltaDiscoveryRequest { TypeUrl = type.TypeUrl, Node = node };
        request.ResourceNamesSubscribe.AddRange(more);
        request.ResourceNamesUnsubscribe.AddRange(less);
        if (stated.Add(type)) foreach (var held in _held[type].Values) request.InitialResourceVersions[held.Name] = held.Version;
        _history.Enqueue(new HistoryEvent.Asked(type, [.. more], [.. less], request.InitialResourceVersions.ToDictionary()));
        await call.RequestStream.WriteAsync(request);
    }

    private Node Node() => new()
    {
        Id = Id,
        Metadata = new()
        {
            Fields =
            {
                ["NAMESPACE"] = Value.ForString("load"),
                ["ISTIO_VERSION"] = Value.ForString("1.31.0"),
                ["LABELS"] = Value.ForStruct(new() { Fields = { ["app"] = Value.ForString("client") } }),
            },
        },
    };
}
