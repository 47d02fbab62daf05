using System.Collections.Frozen;

namespace Mesh.Core.Config.Validation;

internal static class FaultValidator
{
    private static readonly FrozenSet<string> GrpcStatuses = FrozenSet.Create(
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED");

    public static void Validate(string field, HttpFaultInjection fault, Findings findings)
    {
        if (fault.Abort is null && fault.Delay is null) findings.Error(field, "needs an abort, a delay, or both");
        if (fault.Abort is { } abort) Check($"{field}.abort", abort, findings);
        if (fault.Delay is { } delay) Check($"{field}.delay", delay, findings);
    }

    private static void Check(string field, Abort abort, Findings findings)
    {
        findings.Percentage($"{field}.percentage", abort.Percentage);
        findings.AtMostOne(field, ("httpStatus", abort.HttpStatus), ("grpcStatus", abort.GrpcStatus), ("http2Error", abort.Http2Error));
        if (abort.HttpStatus is { } status) HttpActionValidator.HttpStatus($"{field}.httpStatus", status, findings);
        if (abort.GrpcStatus is { } grpc && !GrpcStatuses.Contains(grpc))
        {
            findings.Error($"{field}.grpcStatus", $"\"{grpc}\" is not a gRPC status; allowed: {string.Join(", ", GrpcStatuses.Order(StringComparer.Ordinal))}");
        }
        if (abort is { HttpStatus: null, GrpcStatus: null, Http2Error: null }) findings.Warn(field, "says no httpStatus or grpcStatus, so nothing is aborted");
        if (abort.Http2Error is not null) findings.Error($"{field}.http2Error", "is not supported; use httpStatus or grpcStatus");
    }

    private static void Check(string field, Delay delay, Findings findings)
    {
        findings.Percentage($"{field}.percentage", delay.Percentage);
        findings.Between($"{field}.percent", delay.Percent, 0, 100);
        findings.AtMostOne(field, ("fixedDelay", delay.FixedDelay), ("exponentialDelay", delay.ExponentialDelay));
        if (delay.ExponentialDelay is not null) findings.Error($"{field}.exponentialDelay", "is not supported; use fixedDelay");
    }
}
