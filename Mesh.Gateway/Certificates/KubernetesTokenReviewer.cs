using System.Buffers.Text;
using System.Net.Http;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Mesh.Core.Security;
using Mesh.Core.Security.Callers;

namespace Mesh.Gateway.Certificates;

/// <summary>Asks the Kubernetes API whom a token proves. Spec: authentication.k8s.io/v1 TokenReview.</summary>
/// <param name="audience">That the token must be made for.</param>
public sealed class KubernetesTokenReviewer(IKubernetes api, string audience, Func<string> trustDomain) : ITokenReviewer
{
    private const string Group = "system:serviceaccounts";
    private const string UserPrefix = "system:serviceaccount:";
    private const int MostAtOnce = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _free = new(MostAtOnce);

    /// <summary>A deleted pod's token is refused by Kubernetes at once, and here after this.</summary>
    public TimeSpan RememberFor => TimeSpan.FromMinutes(1);

    public async Task<(Caller? Caller, string? Reason)> Review(string token)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await _free.WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return (null, $"{MostAtOnce} token reviews are under way");
        }
        try
        {
            var review = await api.AuthenticationV1.CreateTokenReviewAsync(
                new V1TokenReview { ApiVersion = "authentication.k8s.io/v1", Kind = "TokenReview", Spec = new() { Token = token, Audiences = [audience] } }, cancellationToken: limit.Token).ConfigureAwait(false);
            return Judge(review.Status, token);
        }
        catch (HttpOperationException e)
        {
            return (null, $"the token review was answered {(int)e.Response.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or IOException)
        {
            return (null, $"the Kubernetes API cannot be asked: {e.Message}");
        }
        finally
        {
            _free.Release();
        }
    }

    private (Caller? Caller, string? Reason) Judge(V1TokenReviewStatus? status, string token)
    {
        if (status?.Authenticated != true) return (null, $"Kubernetes does not know the token: {status?.Error}");
        // An API server that knows no audiences answers without them, and would take a token for anybody.
        if (status.Audiences?.Contains(audience) != true) return (null, $"the token is for another audience than {audience}");
        if (status.User?.Groups?.Contains(Group) != true) return (null, $"{status.User?.Username} is no service account");
        if (status.User.Username is not { } user || !user.StartsWith(UserPrefix, StringComparison.Ordinal) || user[UserPrefix.Length..].Split(':') is not [var @namespace, var account])
        {
            return (null, $"{status.User.Username} is no service account");
        }
        var (id, error) = SpiffeId.Of(trustDomain(), @namespace, account);
        return id is null ? (null, $"{error}") : (new(id, Proof.TokenReview, ExpiryOf(token)), null);
    }

    /// <summary>As the token says, which Kubernetes has just found to be its own; null where it says nothing.</summary>
    private static DateTimeOffset? ExpiryOf(string token)
    {
        if (token.Split('.') is not [_, var payload, _]) return null;
        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            return claims.RootElement.TryGetProperty("exp", out var expires) && expires.TryGetInt64(out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
