using Envoy.Extensions.Common.Ratelimit.V3;
using Envoy.Service.Ratelimit.V3;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Actors.Quotas;
using Mesh.Core.RateLimits;
using static Envoy.Service.Ratelimit.V3.RateLimitResponse.Types;
using Contract = Envoy.Service.Ratelimit.V3.RateLimitService;

namespace Mesh.Gateway.Policy;

/// <summary>Envoy's global rate limits. Every descriptor is counted, even where an earlier one is over its limit, as in the reference service.</summary>
public sealed class RateLimitService(CurrentPolicy policy, QuotaDesk quotas, PolicyMetrics metrics) : Contract.RateLimitServiceBase
{
    /// <summary>Descriptors in one request; more are no request of an Envoy.</summary>
    private const int MaxDescriptors = 64;

    /// <summary>An overrun counter could not be told from a lost one.</summary>
    private const uint MaxHits = 1_000_000;

    public override async Task<RateLimitResponse> ShouldRateLimit(RateLimitRequest request, ServerCallContext context)
    {
        if (request.Domain.Length == 0) throw new RpcException(new(StatusCode.InvalidArgument, "domain must not be empty"));
        if (request.Descriptors.Count is 0 or > MaxDescriptors) throw new RpcException(new(StatusCode.InvalidArgument, $"there must be from 1 to {MaxDescriptors} descriptors, not {request.Descriptors.Count}"));
        var rules = policy.RateLimits;
        var response = new RateLimitResponse { OverallCode = Code.Ok };
        foreach (var descriptor in request.Descriptors)
        {
            var status = await Decide(rules, request, descriptor).ConfigureAwait(false);
            if (status.Code == Code.OverLimit) response.OverallCode = Code.OverLimit;
            response.Statuses.Add(status);
        }
        return response;
    }

    private async ValueTask<DescriptorStatus> Decide(RateLimitRules rules, RateLimitRequest request, RateLimitDescriptor descriptor)
    {
        if (rules.Find(request.Domain, descriptor) is not { } found) return new() { Code = Code.Ok };
        if (found.Limit is not { } limit) return new() { Code = Code.Ok, LimitRemaining = uint.MaxValue };
        var hits = Math.Clamp(request.HitsAddend, 1, MaxHits);
        var answer = await quotas.TakeAsync(RateLimitRules.KeyOf(request.Domain, descriptor), limit, hits).ConfigureAwait(false);
        var isOver = answer.Granted < hits;
        metrics.RateLimited(found.Name, isOver, found.IsShadow);
        return new()
        {
            Code = isOver && !found.IsShadow ? Code.OverLimit : Code.Ok,
            CurrentLimit = Told(found),
            LimitRemaining = (uint)Math.Clamp(answer.Remaining, 0, uint.MaxValue),
            DurationUntilReset = Duration.FromTimeSpan(answer.RenewsIn > TimeSpan.Zero ? answer.RenewsIn : TimeSpan.Zero),
        };
    }

    private static RateLimitResponse.Types.RateLimit Told(Core.RateLimits.RateLimit found) => new() { Name = found.Name, RequestsPerUnit = found.RequestsPerUnit, Unit = found.Unit };
}
