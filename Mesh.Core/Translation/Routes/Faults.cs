using Envoy.Extensions.Filters.Common.Fault.V3;
using Envoy.Extensions.Filters.Http.Fault.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;

namespace Mesh.Core.Translation.Routes;

/// <summary>HTTPFaultInjection → typed_per_filter_config of envoy.filters.http.fault.</summary>
internal static class Faults
{
    public const string Filter = "envoy.filters.http.fault";

    /// <summary>Codes of gRPC by the names that users write.</summary>
    private static readonly string[] GrpcCodes =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ];

    /// <returns>null when nothing of it can be put into effect.</returns>
    public static HTTPFault? Translate(HttpFaultInjection fault)
    {
        var delay = fault.Delay is null ? null : Delay(fault.Delay);
        var abort = fault.Abort is null ? null : Abort(fault.Abort);
        return delay is null && abort is null ? null : new() { Delay = delay, Abort = abort };
    }

    /// <summary>An exponential delay is unknown to Envoy.</summary>
    private static FaultDelay? Delay(Delay delay) => delay.FixedDelay is not { } time ? null : new()
    {
        FixedDelay = Duration.FromTimeSpan(time),
        Percentage = delay.Percentage is { } share ? Percentages.Millionths(share) : Percentages.Hundredths((uint)(delay.Percent ?? 0)),
    };

    private static FaultAbort? Abort(Abort abort)
    {
        var percentage = abort.Percentage is { } share ? Percentages.Millionths(share) : null;
        if (abort.HttpStatus is { } status) return new() { HttpStatus = (uint)status, Percentage = percentage };
        var code = Array.IndexOf(GrpcCodes, abort.GrpcStatus);
        return code < 0 ? null : new() { GrpcStatus = (uint)code, Percentage = percentage };
    }
}
