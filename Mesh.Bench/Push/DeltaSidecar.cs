using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Core.Xds;

namespace Mesh.Bench.Push;

/// <summary>A sidecar that speaks delta, as Istio's agents do by default.</summary>
internal sealed class DeltaSidecar(int number, ISidecarEvents events) : Sidecar(number, events)
{
    private readonly Dictionary<XdsType, IReadOnlySet<string>> _subscribed = [];

    protected override async Task TalkAsync(GrpcChannel channel)
    {
        using var call = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(channel).DeltaAggregatedResources(cancellationToken: Stopped);
        await call.RequestStream.WriteAsync(new() { Node = Node(), TypeUrl = XdsType.Cluster.TypeUrl });
        await call.RequestStream.WriteAsync(new() { TypeUrl = XdsType.Listener.TypeUrl });
        await foreach (var response in call.ResponseStream.ReadAllAsync(Stopped))
        {
            var type = XdsType.Find(response.TypeUrl)!;
            foreach (var resource in response.Resources)
            {
                if (resource.Resource_ is { } body) Remember(type, resource.Name, body);
            }
            await call.RequestStream.WriteAsync(new() { TypeUrl = response.TypeUrl, ResponseNonce = response.Nonce });
            Acknowledged(type, response.CalculateSize());
            if (Next(type) is not var (next, names)) continue;
            var before = _subscribed.GetValueOrDefault(next);
            _subscribed[next] = names;
            var request = new DeltaDiscoveryRequest { TypeUrl = next.TypeUrl };
            request.ResourceNamesSubscribe.AddRange(before is null ? names : names.Except(before));
            request.ResourceNamesUnsubscribe.AddRange(before?.Except(names) ?? []);
            if (request.ResourceNamesSubscribe.Count + request.ResourceNamesUnsubscribe.Count > 0) await call.RequestStream.WriteAsync(request);
        }
    }
}
