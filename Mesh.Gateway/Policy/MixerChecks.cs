using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Istio.Mixer.V1;
using Mesh.Actors.Quotas;
using Mesh.Core.Config;
using Mesh.Core.Mixer;
using static Istio.Mixer.V1.CheckRequest.Types;
using static Istio.Mixer.V1.CheckResponse.Types;

namespace Mesh.Gateway.Policy;

/// <summary>Preconditions and quotas for Mixer's clients: proxies of Istio up to 1.7. Spec: istio.mixer.v1.Mixer.Check.</summary>
public sealed class MixerChecks(CurrentPolicy policy, QuotaDesk quotas, PolicyMetrics metrics, TimeProvider time)
{
    /// <summary>What nothing limits is granted for so long.</summary>
    private static readonly TimeSpan Unlimited = TimeSpan.FromMinutes(1);

    private readonly QuotaRepeats _repeats = new(capacity: 100_000, keep: TimeSpan.FromMinutes(1));

    /// <exception cref="RpcException">The client knows words that are unknown here, or the message is none.</exception>
    public async Task<CheckResponse> Check(CheckRequest request)
    {
        if (request.GlobalWordCount > GlobalDictionary.Words.Count)
        {
            // Which makes a client go back to the words that all releases know.
            throw new RpcException(new(StatusCode.Internal, $"the client's dictionary has {request.GlobalWordCount} words, {GlobalDictionary.Words.Count} are known here"));
        }
        var attributes = Decode(request);
        var (result, cached) = PolicyChecks.Check(policy, attributes, time.GetUtcNow());
        metrics.Checked("mixer", result.Verdict.Code, cached);
        var response = new CheckResponse { Precondition = Precondition(result) };
        // A request that is denied uses up nothing.
        if (result.Verdict.Code != Google.Rpc.Code.Ok) return response;
        foreach (var (name, wanted) in request.Quotas) response.Quotas[name] = await Take(request.DeduplicationId, name, wanted, attributes).ConfigureAwait(false);
        return response;
    }

    private static AttributeBag Decode(CheckRequest request)
    {
        try
        {
            return AttributeCoding.Decode(request.Attributes ?? new(), []);
        }
        catch (FormatException e)
        {
            throw new RpcException(new(StatusCode.InvalidArgument, e.Message));
        }
    }

    private static PreconditionResult Precondition(CheckResult result)
    {
        var precondition = new PreconditionResult
        {
            Status = new() { Code = (int)result.Verdict.Code, Message = result.Verdict.Message },
            ValidDuration = Duration.FromTimeSpan(result.Verdict.ValidFor),
            ValidUseCount = result.Verdict.ValidUses,
            ReferencedAttributes = ReferencedWriter.Write(result.Looked),
        };
        if (result.RequestHeaders.Count + result.ResponseHeaders.Count == 0) return precondition;
        precondition.RouteDirective = new();
        precondition.RouteDirective.RequestHeaderOperations.AddRange(result.RequestHeaders.Select(Header));
        precondition.RouteDirective.ResponseHeaderOperations.AddRange(result.ResponseHeaders.Select(Header));
        return precondition;
    }

    private static HeaderOperation Header(HeaderEdit edit) => new()
    {
        Name = edit.Name,
        Value = edit.Value,
        Operation = edit.Operation switch
        {
            HeaderOperationKind.Remove => HeaderOperation.Types.Operation.Remove,
            HeaderOperationKind.Append => HeaderOperation.Types.Operation.Append,
            _ => HeaderOperation.Types.Operation.Replace,
        },
    };

    private async ValueTask<QuotaResult> Take(string deduplicationId, string name, QuotaParams wanted, AttributeBag attributes)
    {
        if (policy.Rules.Policy.QuotaOf(name, attributes) is not { } claim || wanted.Amount <= 0)
        {
            return new() { GrantedAmount = Math.Max(0, wanted.Amount), ValidDuration = Duration.FromTimeSpan(Unlimited), ReferencedAttributes = new() };
        }
        // A client that did not hear the answer asks again: it is told the same and takes nothing twice.
        var answer = await _repeats.Once(deduplicationId.Length == 0 ? null : $"{deduplicationId}\0{name}", time.GetUtcNow(),
            () => quotas.TakeAsync(claim.Key, claim.Limit, wanted.Amount, wanted.BestEffort).AsTask()).ConfigureAwait(false);
        return new()
        {
            GrantedAmount = answer.Granted,
            ValidDuration = Duration.FromTimeSpan(claim.Limit.Window),
            ReferencedAttributes = ReferencedWriter.Write(claim.Looked),
        };
    }
}
