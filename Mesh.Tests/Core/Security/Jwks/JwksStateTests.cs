using CsCheck;
using Mesh.Core.Config;
using Mesh.Core.Security.Jwks;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Core.Security.Jwks;

public sealed class JwksStateTests : IDisposable
{
    private static readonly JwksPolicy Policy = new(TimeSpan.FromMinutes(20), TimeSpan.FromSeconds(1));
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private readonly TokenIssuer _issuer = new("https://issuer.test");

    public void Dispose() => _issuer.Dispose();

    [Fact]
    public void Good_keys_stay_whatever_fails_after()
    {
        var (state, _) = JwksState.New(new("https://issuer.test/keys", false), Now).Fetched(_issuer.KeySet, Now, Policy, 0);
        var good = state.Good;

        var (after, news) = state.Failed("gone", Now, Policy, 0).Fetched("<html>", Now, Policy, 0);

        Assert.Same(good, after.Good);
        Assert.False(news);
        Assert.Equal((2, "the answer is no JSON"), (after.Failures, after.Error));
    }

    [Fact]
    public void The_same_keys_again_are_no_news_and_the_same_object()
    {
        var (first, news) = JwksState.New(new("https://issuer.test/keys", false), Now).Fetched(_issuer.KeySet, Now, Policy, 0);

        var (second, again) = first.Failed("gone", Now, Policy, 0).Fetched(_issuer.KeySet, Now.AddHours(1), Policy, 0);

        Assert.True(news);
        Assert.False(again);
        Assert.Same(first.Good, second.Good);
        Assert.Equal((0, "", Now.AddHours(1)), (second.Failures, second.Error, second.FetchedAt));
    }

    [Fact]
    public void Keys_that_another_member_holds_are_better_than_none_and_no_better_than_ours()
    {
        using var other = new TokenIssuer("https://issuer.test");
        var mine = JwksState.New(new("https://issuer.test/keys", false), Now).Fetched(_issuer.KeySet, Now, Policy, 0).Next;

        var taken = JwksState.New(mine.Source, Now).Remember(other.KeySet, Now.AddMinutes(-3));

        Assert.Equal((1, Now.AddMinutes(-3), Now), (taken.Good?.Count, taken.FetchedAt, taken.DueAt));
        Assert.Same(mine.Good, mine.Remember(other.KeySet, Now).Good);
    }

    [Fact]
    public void Waits_grow_with_failures_and_end_at_the_refresh_interval()
    {
        Gen.Select(Gen.Int[1, 1000], Gen.Double[0, 1]).Sample((failures, jitter) =>
        {
            var wait = Policy.AfterFailure(failures, jitter);
            return wait >= Policy.FirstRetry / 2 && wait <= Policy.Refresh && wait <= Policy.AfterFailure(failures + 1, 1);
        });
        Assert.Equal([1, 2, 4, 8], Enumerable.Range(1, 4).Select(x => Policy.AfterFailure(x, 1).TotalSeconds));
        Assert.InRange(Policy.AfterSuccess(1), TimeSpan.FromMinutes(18), Policy.Refresh);
    }

    [Theory]
    [InlineData(null, "https://issuer.test/", "https://issuer.test/.well-known/openid-configuration", true)]
    [InlineData("https://keys.test/a", "https://issuer.test", "https://keys.test/a", false)]
    public void A_rule_says_where_its_keys_are_or_its_issuer_does(string? uri, string issuer, string url, bool discovered)
    {
        var source = JwksSource.Of(new() { Issuer = issuer, JwksUri = uri });

        Assert.Equal(new JwksSource(url, discovered), source);
        Assert.Equal(source, JwksSource.Parse(source.ToString()!));
        Assert.Null(JwksSource.Of(new JwtRule { Issuer = issuer, JwksUri = uri, Jwks = "{}" }));
    }
}
