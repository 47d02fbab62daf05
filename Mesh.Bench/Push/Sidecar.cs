using System.Collections.Concurrent;
using System.Diagnostics;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using Mesh.Core.Translation;
using Mesh.Core.Xds;

namespace Mesh.Bench.Push;

/// <summary>What a simulated sidecar reports: the last response of each type and when it was acknowledged.</summary>
internal interface ISidecarEvents
{
    void Configured(int sidecar);

    /// <param name="timestamp">Of <see cref="Stopwatch"/>.</param>
    void Acknowledged(int sidecar, XdsType type, long timestamp, int bytes);
}

/// <summary>One simulated sidecar: its own connection, Envoy's order of questions, an acknowledgement for each response. It reads names, not configuration.</summary>
internal abstract class Sidecar(int number, ISidecarEvents events) : IAsyncDisposable
{
    /// <summary>The names that a resource asks for, by the content of the resource: equal for all sidecars, read once.</summary>
    private static readonly ConcurrentDictionary<ByteString, IReadOnlyList<string>> Asked = new();

    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, IReadOnlyList<string>> _endpointNames = [];
    private readonly Dictionary<string, IReadOnlyList<string>> _routeNames = [];
    private bool _configured;
    private Task _running = Task.CompletedTask;

    protected CancellationToken Stopped => _stop.Token;

    public void Start(string address) => _running = RunAsync(address);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (Exception e) when (e is Grpc.Core.RpcException or OperationCanceledException)
        {
            // The end that was asked for.
        }
        _stop.Dispose();
    }

    protected abstract Task TalkAsync(GrpcChannel channel);

    protected Node Node() => new()
    {
        Id = $"sidecar~10.{200 + (number / 62500)}.{number / 250 % 250}.{(number % 250) + 1}~client-{number}.load~load.svc.cluster.local",
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

    protected void Remember(XdsType type, string name, Any resource)
    {
        if (type == XdsType.Cluster) _endpointNames[name] = Asked.GetOrAdd(resource.Value, static bytes => EndpointNames(bytes));
        else if (type == XdsType.Listener) _routeNames[name] = Asked.GetOrAdd(resource.Value, static bytes => [.. References.RouteNames(Listener.Parser.ParseFrom(bytes))]);
    }

    /// <summary>What it should be subscribed to after a response of <paramref name="type"/>: the type and all its names.</summary>
    protected (XdsType Type, IReadOnlySet<string> Names)? Next(XdsType type)
    {
        if (type == XdsType.Cluster) return (XdsType.Endpoint, _endpointNames.Values.SelectMany(x => x).ToHashSet());
        return type == XdsType.Listener ? (XdsType.Route, _routeNames.Values.SelectMany(x => x).ToHashSet()) : null;
    }

    protected void Acknowledged(XdsType type, int bytes)
    {
        events.Acknowledged(number, type, Stopwatch.GetTimestamp(), bytes);
        if (type != XdsType.Route || _configured) return;
        _configured = true;
        events.Configured(number);
    }

    private static IReadOnlyList<string> EndpointNames(ByteString bytes) => References.EndpointName(Cluster.Parser.ParseFrom(bytes)) is { } name ? [name] : [];

    private async Task RunAsync(string address)
    {
        using var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = false };
        using var channel = GrpcChannel.ForAddress(address, new() { HttpHandler = handler, MaxReceiveMessageSize = null });
        await TalkAsync(channel);
    }
}
