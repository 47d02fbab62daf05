using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Core.Xds;

namespace Mesh.Bench.Push;

/// <summary>A sidecar that speaks the state of the world.</summary>
internal sealed class SotwSidecar(int number, ISidecarEvents events) : Sidecar(number, events)
{
    private readonly Dictionary<XdsType, (string Version, string Nonce, IReadOnlySet<string> Names)> _types = [];

    protected override async Task TalkAsync(GrpcChannel channel)
    {
        using var call = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(channel).StreamAggregatedResources(cancellationToken: Stopped);
        await call.RequestStream.WriteAsync(new() { Node = Node(), TypeUrl = XdsType.Cluster.TypeUrl });
        await call.RequestStream.WriteAsync(new() { TypeUrl = XdsType.Listener.TypeUrl });
        await foreach (var response in call.ResponseStream.ReadAllAsync(Stopped))
        {
            var type = XdsType.Find(response.TypeUrl)!;
            var number = 0;
            foreach (var resource in response.Resources) Remember(type, (number++).ToString(System.Globalization.CultureInfo.InvariantCulture), resource);
            var names = _types.TryGetValue(type, out var known) ? known.Names : new HashSet<string>();
            _types[type] = (response.VersionInfo, response.Nonce, names);
            await SendAsync(call, type);
            Acknowledged(type, response.CalculateSize());
            if (Next(type) is not var (next, wanted)) continue;
            var before = _types.GetValueOrDefault(next, ("", "", new HashSet<string>()));
            if (before.Item3.SetEquals(wanted)) continue;
            _types[next] = (before.Item1, before.Item2, wanted);
            await SendAsync(call, next);
        }
    }

    private async Task SendAsync(AsyncDuplexStreamingCall<DiscoveryRequest, DiscoveryResponse> call, XdsType type)
    {
        var (version, nonce, names) = _types[type];
        await call.RequestStream.WriteAsync(new() { TypeUrl = type.TypeUrl, VersionInfo = version, ResponseNonce = nonce, ResourceNames = { names } });
    }
}
