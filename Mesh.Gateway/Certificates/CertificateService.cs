using Grpc.Core;
using Istio.V1.Auth;
using Mesh.Actors.Certificates;
using Mesh.Core.Security;

namespace Mesh.Gateway.Certificates;

/// <summary>
/// Signs for workloads: <c>istio.v1.auth.IstioCertificateService</c>, as Istio's agents call it. Whom a certificate names says the caller's proof alone.
/// Words to the caller say nothing of others; the log says all.
/// </summary>
public sealed class CertificateService(ICallers callers, Func<CertificateDesk> desk, ICertificateObserver observer) : IstioCertificateService.IstioCertificateServiceBase
{
    public const int MostRequestBytes = 64 * 1024;
    private const string ImpersonatedIdentity = "ImpersonatedIdentity";

    public override async Task<IstioCertificateResponse> CreateCertificate(IstioCertificateRequest request, ServerCallContext call)
    {
        var (peer, refusal) = await callers.Who(call.GetHttpContext());
        var remote = $"{peer.Address}";
        if (peer.Caller is not { } caller)
        {
            observer.Refused("somebody", remote, refusal ?? "it has proved nothing");
            throw Failure(StatusCode.Unauthenticated, "request authenticate failure");
        }
        if (request.Metadata?.Fields.ContainsKey(ImpersonatedIdentity) == true)
        {
            observer.Refused($"{caller.Id}", remote, "it asks for a certificate of somebody else, which nobody may");
            throw Failure(StatusCode.PermissionDenied, "no caller may ask for another's certificate");
        }

        // Off the thread of the socket: a signature takes longer than what is done there.
        await Task.Yield();
        var (csr, error) = SigningRequestReader.ReadPem(request.Csr);
        if (csr is null)
        {
            observer.Refused($"{caller.Id}", remote, $"{error}");
            throw Failure(StatusCode.InvalidArgument, "the signing request is not acceptable");
        }
        var outcome = await desk().Issue(caller.Id, csr.Key, LifetimeOf(request), new($"{caller.By}", remote, "asked for", KeepsRoots: true));
        if (outcome.Chain is not { } chain) throw StatusOf(outcome.Failure);
        var response = new IstioCertificateResponse();
        response.CertChain.AddRange(chain);
        return response;
    }

    /// <returns>null for the usual one, as istiod takes what is not positive.</returns>
    private static TimeSpan? LifetimeOf(IstioCertificateRequest request)
    {
        const long longest = 10L * 365 * 24 * 3600;
        return request.ValidityDuration <= 0 ? null : TimeSpan.FromSeconds(Math.Min(request.ValidityDuration, longest));
    }

    private static RpcException StatusOf(IssueFailure failure) => failure switch
    {
        IssueFailure.Invalid => Failure(StatusCode.InvalidArgument, "the requested lifetime is longer than any that is given"),
        IssueFailure.Denied => Failure(StatusCode.PermissionDenied, "this key is not certified any more; make a new one"),
        IssueFailure.Exhausted => Failure(StatusCode.ResourceExhausted, "too many requests of this identity at once"),
        _ => Failure(StatusCode.Unavailable, "not now; try again"),
    };

    private static RpcException Failure(StatusCode code, string words) => new(new Status(code, words));
}
