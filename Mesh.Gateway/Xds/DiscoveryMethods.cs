using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Mesh.Core.Xds;

namespace Mesh.Gateway.Xds;

/// <summary>
/// Binds the methods of Envoy's discovery services to handlers that answer with an <see cref="OutgoingResponse"/>: its bytes were made once for
/// all streams, where the generated binding would serialize every response for every stream. <see cref="DiscoveryCalls"/> writes them itself. The server's binder takes virtual methods only, which is
/// why the services are not sealed; they derive from the generated classes so that server reflection finds their descriptors.
/// </summary>
internal static class DiscoveryMethods
{
    private static readonly Marshaller<OutgoingResponse> Responses = new(
        static (_, _) => throw new NotSupportedException("responses are written by DiscoveryCalls"),
        static _ => throw new NotSupportedException("responses are only written"));
    private static readonly Marshaller<DiscoveryRequest> Requests = Reader(DiscoveryRequest.Parser);
    private static readonly Marshaller<DeltaDiscoveryRequest> DeltaRequests = Reader(DeltaDiscoveryRequest.Parser);

    public static void Bind(ServiceBinderBase binder, ServiceDescriptor service, string stateOfTheWorld, string delta)
    {
        binder.AddMethod(MethodOf(service, stateOfTheWorld, Requests), (DuplexStreamingServerMethod<DiscoveryRequest, OutgoingResponse>?)null);
        BindDelta(binder, service, delta);
    }

    public static void BindDelta(ServiceBinderBase binder, ServiceDescriptor service, string delta) =>
        binder.AddMethod(MethodOf(service, delta, DeltaRequests), (DuplexStreamingServerMethod<DeltaDiscoveryRequest, OutgoingResponse>?)null);

    private static Method<TRequest, OutgoingResponse> MethodOf<TRequest>(ServiceDescriptor service, string name, Marshaller<TRequest> requests) =>
        new(MethodType.DuplexStreaming, service.FullName, name, requests, Responses);

    private static Marshaller<T> Reader<T>(MessageParser<T> parser)
        where T : IMessage<T> =>
        new(static (_, _) => throw new NotSupportedException("requests are only read"), context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
}
