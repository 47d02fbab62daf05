using Envoy.Extensions.Common.Ratelimit.V3;
using Envoy.Service.Ratelimit.V3;
using Grpc.Core;
using Grpc.Net.Client;
using Istio.Mixer.V1;
using Mesh.Core.Mixer;
using Mesh.Tests.Fixtures;
using static Envoy.Service.Ratelimit.V3.RateLimitResponse.Types;

namespace Mesh.Tests.Features;

/// <summary>Policy as its clients see it: the configuration in files, questions over gRPC.</summary>
public sealed class PolicyServicesTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("policy-");
    private ServeProcess _serve = null!;
    private GrpcChannel _channel = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var sample in new[] { "rate-limits.yaml", "external-authorization.yaml" }) File.Copy(Path.Combine(Repository.Root, "samples/policy", sample), Path.Combine(_folder.FullName, sample));
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "quota.yaml"), """
            apiVersion: config.istio.io/v1alpha2
            kind: handler
            metadata: {name: quotahandler, namespace: istio-system}
            spec:
              compiledAdapter: redisquota
              params:
                redisServerUrl: redis:6379
                quotas:
                - {name: requestcount.instance.istio-system, maxAmount: 10, validDuration: 3600s, rateLimitAlgorithm: ROLLING_WINDOW}
            ---
            apiVersion: config.istio.io/v1alpha2
            kind: instance
            metadata: {name: requestcount, namespace: istio-system}
            spec:
              compiledTemplate: quota
              params:
                dimensions: {user: 'request.headers["x-user"] | "nobody"'}
            ---
            apiVersion: config.istio.io/v1alpha2
            kind: rule
            metadata: {name: quota, namespace: istio-system}
            spec:
              actions:
              - {handler: quotahandler, instances: [requestcount]}
            """, Cancel);
        _serve = ServeProcess.Start(_folder.FullName);
        await _serve.UntilReady();
        _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{_serve.XdsPort}");
    }

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        if (_serve is not null) await _serve.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_limit_is_told_with_what_remains_and_when_it_renews()
    {
        var client = new RateLimitService.RateLimitServiceClient(_channel);
        var answers = new List<DescriptorStatus>();
        for (var i = 0; i < 12; i++) answers.Add(Assert.Single((await client.ShouldRateLimitAsync(Request("bob"), cancellationToken: Cancel)).Statuses));

        // The minute of the clock may have turned in between.
        Assert.InRange(answers.Count(x => x.Code == Code.Ok), 5, 10);
        Assert.Equal(("shop.user", 5u, RateLimit.Types.Unit.Minute), (answers[0].CurrentLimit.Name, answers[0].CurrentLimit.RequestsPerUnit, answers[0].CurrentLimit.Unit));
        Assert.Equal(4u, answers[0].LimitRemaining);
        Assert.InRange(answers[^1].DurationUntilReset.ToTimeSpan(), TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Contains("actormesh_rate_limit_decisions_total{limit=\"shop.user\",decision=\"over_limit\"}", await _serve.Http.GetStringAsync("/metrics", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_request_is_refused()
    {
        var client = new RateLimitService.RateLimitServiceClient(_channel);

        foreach (var wrong in new RateLimitRequest[] { new(), new() { Domain = "shop" }, new() { Descriptors = { new RateLimitDescriptor() } } })
        {
            var refusal = await Assert.ThrowsAsync<RpcException>(async () => await client.ShouldRateLimitAsync(wrong, cancellationToken: Cancel));
            Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        }
    }

    [Fact]
    public async Task A_changed_limit_holds_without_a_restart_and_a_broken_one_changes_nothing()
    {
        var client = new RateLimitService.RateLimitServiceClient(_channel);
        var file = Path.Combine(_folder.FullName, "rate-limits.yaml");
        var text = await File.ReadAllTextAsync(file, Cancel);
        async Task<uint> Limit() => (await client.ShouldRateLimitAsync(Request($"{Guid.NewGuid()}"), cancellationToken: Cancel)).Statuses[0].CurrentLimit.RequestsPerUnit;

        await File.WriteAllTextAsync(file, text.Replace("requests_per_unit: 5", "requests_per_unit: 50", StringComparison.Ordinal), Cancel);
        while (await Limit() != 50) await Task.Delay(10, Cancel);
        await File.WriteAllTextAsync(file, text.Replace("requests_per_unit: 5", "request_per_unit: 7", StringComparison.Ordinal), Cancel);
        while (!_serve.Output.Contains("request_per_unit: unknown field", StringComparison.Ordinal))
        {
            Assert.Equal(50u, await Limit());
            await Task.Delay(10, Cancel);
        }

        Assert.Equal(50u, await Limit());
    }

    [Fact]
    public async Task A_Mixer_client_is_told_the_verdict_and_what_it_depends_on()
    {
        var client = new Istio.Mixer.V1.Mixer.MixerClient(_channel);

        var response = await client.CheckAsync(Check(("user-agent", "bot/2")), cancellationToken: Cancel);

        Assert.Equal((int)Google.Rpc.Code.PermissionDenied, response.Precondition.Status.Code);
        Assert.Equal("no-bots.default:no bots", response.Precondition.Status.Message);
        Assert.Equal(1000, response.Precondition.ValidUseCount);
        var referenced = response.Precondition.ReferencedAttributes;
        var words = new MessageWords(referenced.Words, []);
        Assert.Contains(referenced.AttributeMatches, x => words.Word(x.Name) == "request.headers" && words.Word(x.MapKey) == "user-agent" && x.Condition == ReferencedAttributes.Types.Condition.Exact);
    }

    [Fact]
    public async Task A_Mixer_quota_is_granted_once_for_one_deduplication_id_and_best_effort_takes_the_rest()
    {
        var client = new Istio.Mixer.V1.Mixer.MixerClient(_channel);
        async Task<long> Take(string id, long amount, bool bestEffort)
        {
            var request = Check(("x-user", "ann"));
            request.DeduplicationId = id;
            request.Quotas["requestcount"] = new() { Amount = amount, BestEffort = bestEffort };
            return (await client.CheckAsync(request, cancellationToken: Cancel)).Quotas["requestcount"].GrantedAmount;
        }

        Assert.Equal(6, await Take("a", 6, false));
        Assert.Equal(6, await Take("a", 6, false));
        Assert.Equal(0, await Take("b", 6, false));
        Assert.Equal(4, await Take("c", 6, true));
        Assert.Equal(0, await Take("d", 1, true));
    }

    [Fact]
    public async Task A_client_with_a_larger_dictionary_is_told_to_use_a_smaller_one()
    {
        var request = Check();
        request.GlobalWordCount = 100_000;

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await new Istio.Mixer.V1.Mixer.MixerClient(_channel).CheckAsync(request, cancellationToken: Cancel));

        Assert.Equal(StatusCode.Internal, refusal.StatusCode);
    }

    private static RateLimitRequest Request(string user) => new()
    {
        Domain = "shop",
        Descriptors = { new RateLimitDescriptor { Entries = { new RateLimitDescriptor.Types.Entry { Key = "user", Value = user } } } },
    };

    private static CheckRequest Check(params (string Name, string Value)[] headers) => new()
    {
        Attributes = AttributeCoding.Encode(new(new Dictionary<string, object>
        {
            ["source.ip"] = new byte[] { 10, 244, 0, 10 },
            ["destination.namespace"] = "default",
            ["destination.labels"] = new Dictionary<string, string> { ["app"] = headers.Any(x => x.Name == "x-user") ? "ratings" : "reviews" },
            ["request.headers"] = headers.ToDictionary(x => x.Name, x => x.Value),
        })),
        GlobalWordCount = (uint)GlobalDictionary.Words.Count,
    };
}
