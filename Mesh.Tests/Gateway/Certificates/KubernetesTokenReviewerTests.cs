using System.Net;
using System.Text.Json.Nodes;
using k8s;
using Mesh.Core.Security.Callers;
using Mesh.Gateway.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Tests.Gateway.Certificates;

/// <summary>Against a double of the API server that speaks its protocol: KubernetesClient itself does the asking.</summary>
public sealed class KubernetesTokenReviewerTests : IAsyncLifetime
{
    private WebApplication _api = null!;
    private KubernetesTokenReviewer _reviewer = null!;
    private JsonObject _status = [];
    private int _answerWith = 201;
    private int _asked;
    private JsonNode? _question;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(x => x.Listen(IPAddress.Loopback, 0));
        _api = builder.Build();
        _api.MapPost("/apis/authentication.k8s.io/v1/tokenreviews", async (HttpRequest request) =>
        {
            Interlocked.Increment(ref _asked);
            _question = await JsonNode.ParseAsync(request.Body);
            var review = _question!.DeepClone().AsObject();
            review["status"] = _status.DeepClone();
            return Results.Text(review.ToJsonString(), "application/json", statusCode: _answerWith);
        });
        await _api.StartAsync();
        _reviewer = new(new k8s.Kubernetes(new KubernetesClientConfiguration { Host = _api.Urls.Single() }), "istio-ca", () => "cluster.local");
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Kubernetes_is_asked_for_our_audience_and_its_word_counts()
    {
        _status = Good();

        var (caller, reason) = await _reviewer.Review("a.eyJleHAiOjE5MDAwMDAwMDB9.c");

        Assert.Null(reason);
        Assert.Equal(("spiffe://cluster.local/ns/shop/sa/cart", Proof.TokenReview, DateTimeOffset.FromUnixTimeSeconds(1_900_000_000)), (caller!.Id.ToString(), caller.By, caller.Expires));
        Assert.Equal("TokenReview", $"{_question!["kind"]}");
        Assert.Equal("""["istio-ca"]""", _question["spec"]!["audiences"]!.ToJsonString());
    }

    [Fact]
    public async Task Rule05_A_token_that_Kubernetes_refuses_or_that_is_for_somebody_else_proves_nothing()
    {
        _status = new() { ["authenticated"] = false, ["error"] = "token expired" };
        Assert.Contains("token expired", (await _reviewer.Review("t")).Reason, StringComparison.Ordinal);

        _status = Good();
        _status["audiences"] = new JsonArray("https://kubernetes.default.svc");
        Assert.Contains("audience", (await _reviewer.Review("t")).Reason, StringComparison.Ordinal);

        _status = Good();
        _status.Remove("audiences");
        Assert.Contains("audience", (await _reviewer.Review("t")).Reason, StringComparison.Ordinal);

        _status = Good();
        _status["user"]!["groups"] = new JsonArray("system:authenticated");
        Assert.Contains("no service account", (await _reviewer.Review("t")).Reason, StringComparison.Ordinal);

        _status = Good();
        _status["user"]!["username"] = "system:node:a";
        Assert.Contains("no service account", (await _reviewer.Review("t")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rule22_When_Kubernetes_cannot_be_asked_nobody_is_believed()
    {
        _answerWith = 403;
        Assert.Contains("403", (await _reviewer.Review("t")).Reason, StringComparison.Ordinal);

        await _api.StopAsync();
        Assert.Contains("cannot be asked", (await _reviewer.Review("t")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rule05_A_hundred_calls_with_one_token_are_one_question_and_its_answer_is_forgotten_in_time()
    {
        _status = Good();
        var time = new FakeTimeProvider(new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var tokens = new Mesh.Gateway.Certificates.Tokens(() => null, _reviewer, time);

        var all = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => tokens.Who("token").AsTask()));
        Assert.All(all, x => Assert.NotNull(x.Caller));
        Assert.InRange(_asked, 1, 5);

        _status = new() { ["authenticated"] = false };
        Assert.NotNull((await tokens.Who("token")).Caller);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null((await tokens.Who("token")).Caller);
    }

    private static JsonObject Good() => new()
    {
        ["authenticated"] = true,
        ["audiences"] = new JsonArray("istio-ca"),
        ["user"] = new JsonObject { ["username"] = "system:serviceaccount:shop:cart", ["groups"] = new JsonArray("system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated") },
    };
}
