using Envoy.Config.Core.V3;
using Envoy.Service.Auth.V3;
using Google.Rpc;
using Grpc.Core;
using Mesh.Core.Config;
using Mesh.Core.Mixer;
using static Envoy.Config.Core.V3.HeaderValueOption.Types;
using Contract = Envoy.Service.Auth.V3.Authorization;

namespace Mesh.Gateway.Policy;

/// <summary>Envoy's external authorization, decided by Mixer's rules.</summary>
public sealed class AuthorizationService(CurrentPolicy policy, PolicyMetrics metrics, TimeProvider time) : Contract.AuthorizationBase
{
    public override Task<CheckResponse> Check(CheckRequest request, ServerCallContext context)
    {
        if (request.Attributes is null) throw new RpcException(new(StatusCode.InvalidArgument, "attributes are missing"));
        var (result, cached) = PolicyChecks.Check(policy, CheckRequests.Attributes(request.Attributes, policy.Model), time.GetUtcNow());
        metrics.Checked("ext_authz", result.Verdict.Code, cached);
        return Task.FromResult(Response(result));
    }

    private static CheckResponse Response(CheckResult result)
    {
        var response = new CheckResponse { Status = new() { Code = (int)result.Verdict.Code, Message = result.Verdict.Message } };
        if (result.Verdict.Code == Code.Ok)
        {
            response.OkResponse = new();
            foreach (var edit in result.RequestHeaders)
            {
                if (edit.Operation == HeaderOperationKind.Remove) response.OkResponse.HeadersToRemove.Add(edit.Name);
                else response.OkResponse.Headers.Add(Header(edit));
            }
            response.OkResponse.ResponseHeadersToAdd.AddRange(result.ResponseHeaders.Where(x => x.Operation != HeaderOperationKind.Remove).Select(Header));
            return response;
        }
        response.DeniedResponse = new() { Status = new() { Code = (Envoy.Type.V3.StatusCode)Core.Mixer.HttpStatus.Of(result.Verdict.Code) }, Body = $"{result.Verdict.Code}:{result.Verdict.Message}" };
        return response;
    }

    private static HeaderValueOption Header(HeaderEdit edit) => new()
    {
        Header = new() { Key = edit.Name, Value = edit.Value },
        AppendAction = edit.Operation == HeaderOperationKind.Append ? HeaderAppendAction.AppendIfExistsOrAdd : HeaderAppendAction.OverwriteIfExistsOrAdd,
    };
}
