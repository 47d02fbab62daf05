using System.Collections.Concurrent;
using Envoy.Service.Discovery.V3;
using Envoy.Service.Secret.V3;
using Grpc.Core;
using Mesh.Core.Xds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mesh.Tests.Fixtures;

/// <summary>
/// The simplest ADS server there is, on a unix socket: it shows one world after the other and hears what the client makes of it. None of our own rules of order
/// stand between, so that an answer is about the resources and nothing else. It hands out secrets that are good for nothing, as an agent would.
/// </summary>
public sealed class PlainAds : IAsyncDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(40);

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<XdsType, Subscription> _subscriptions = [];
    private readonly ConcurrentQueue<string> _refusals = [];
    private readonly SemaphoreSlim _writing = new(1);
    private IReadOnlyDictionary<XdsType, IReadOnlyList<XdsResource>> _world = new Dictionary<XdsType, IReadOnlyList<XdsResource>>();
    private IServerStreamWriter<DiscoveryResponse>? _stream;
    private int _nonce;
    private int _heard;
    private bool _gone;

    private PlainAds(string socket)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        _app.MapGrpcService<Ads>();
        _app.MapGrpcService<Sds>();
    }

    public static async Task<PlainAds> Start(string socket)
    {
        var server = new PlainAds(socket);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Shows a world in place of the one before, and waits until the client has taken it, or refused some of it.</summary>
    /// <returns>What was refused, in the client's words.</returns>
    public async Task<IReadOnlyList<string>> Show(IEnumerable<XdsResource> resources, CancellationToken cancel)
    {
        _world = resources.GroupBy(x => x.Type).ToDictionary(x => x.Key, x => (IReadOnlyList<XdsResource>)[.. x]);
        _refusals.Clear();
        foreach (var type in new[] { XdsType.Cluster, XdsType.Endpoint, XdsType.Listener, XdsType.Route })
        {
            if (type.Wildcard) await Until(() => _subscriptions.ContainsKey(type), cancel);
            if (!_subscriptions.TryGetValue(type, out var subscription) || !(type.Wildcard || subscription.Names.Count > 0)) continue;
            // What is asked for with the very same names again is not asked for anew, though it may have changed.
            var nonce = await Say(type, subscription);
            await Until(() => subscription.Answered == nonce || subscription.Said != nonce, cancel);
            await Settle(cancel);
        }
        return [.. _refusals.Distinct()];
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _writing.Dispose();
    }

    private async Task Hear(DiscoveryRequest request)
    {
        Interlocked.Increment(ref _heard);
        if (XdsType.Find(request.TypeUrl) is not { } type) return;
        var subscription = _subscriptions.GetOrAdd(type, _ => new());
        if (request.ResponseNonce.Length > 0 && request.ResponseNonce != subscription.Said) return;
        if (request.ErrorDetail is { } error && type != XdsType.Secret) _refusals.Enqueue($"{type.ShortName} {error.Message}");
        subscription.Answered = request.ResponseNonce;
        var news = request.ResponseNonce.Length == 0 || !subscription.Names.SetEquals(request.ResourceNames);
        subscription.Names = [.. request.ResourceNames];
        if (news && (type.Wildcard || subscription.Names.Count > 0)) await Say(type, subscription);
    }

    /// <returns>The nonce.</returns>
    private async Task<string> Say(XdsType type, Subscription subscription)
    {
        await _writing.WaitAsync();
        try
        {
            var nonce = $"{++_nonce}";
            var response = new DiscoveryResponse { TypeUrl = type.TypeUrl, Nonce = nonce, VersionInfo = nonce };
            response.Resources.Add(type == XdsType.Secret
                ? subscription.Names.Select(UselessSecrets.Of)
                : _world.GetValueOrDefault(type, []).Where(x => type.Wildcard || subscription.Names.Contains(x.Name)).Select(x => x.Body));
            subscription.Said = nonce;
            await _stream!.WriteAsync(response);
            return nonce;
        }
        catch (InvalidOperationException e) when (_gone)
        {
            throw new IOException("the client has gone", e);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Until nothing more is heard for a moment.</summary>
    private async Task Settle(CancellationToken cancel)
    {
        int heard;
        do
        {
            heard = Volatile.Read(ref _heard);
            await Task.Delay(Quiet, cancel);
        }
        while (heard != Volatile.Read(ref _heard));
    }

    private async Task Until(Func<bool> condition, CancellationToken cancel)
    {
        while (!condition())
        {
            if (_gone) throw new IOException("the client has gone");
            await Task.Delay(2, cancel);
        }
    }

    private sealed class Subscription
    {
        public HashSet<string> Names { get; set; } = [];

        public volatile string Said = "";

        public volatile string Answered = "";
    }

    private sealed class Ads(PlainAds owner) : AggregatedDiscoveryService.AggregatedDiscoveryServiceBase
    {
        public override async Task StreamAggregatedResources(IAsyncStreamReader<DiscoveryRequest> requests, IServerStreamWriter<DiscoveryResponse> responses, ServerCallContext call)
        {
            owner._stream = responses;
            try
            {
                await foreach (var request in requests.ReadAllAsync(call.CancellationToken)) await owner.Hear(request);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or RpcException)
            {
                // Told below.
            }
            owner._gone = true;
        }
    }

    private sealed class Sds : SecretDiscoveryService.SecretDiscoveryServiceBase
    {
        public override async Task StreamSecrets(IAsyncStreamReader<DiscoveryRequest> requests, IServerStreamWriter<DiscoveryResponse> responses, ServerCallContext call)
        {
            var told = new HashSet<string>();
            try
            {
                await foreach (var request in requests.ReadAllAsync(call.CancellationToken))
                {
                    if (told.SetEquals(request.ResourceNames)) continue;
                    told = [.. request.ResourceNames];
                    var response = new DiscoveryResponse { TypeUrl = XdsType.Secret.TypeUrl, Nonce = "1", VersionInfo = "1" };
                    response.Resources.Add(request.ResourceNames.Select(UselessSecrets.Of));
                    await responses.WriteAsync(response);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The client is gone.
            }
        }
    }
}
