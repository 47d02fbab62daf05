using Mesh.Core.Security.Roots;

namespace Mesh.Tests.Core.Security.Roots;

public sealed class RootStateTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    private RootState _state = RootState.None;

    [Fact]
    public void The_first_root_signs_at_once()
    {
        Introduce("a");

        Assert.Equal(RootPhase.Steady, _state.Phase);
        Assert.Equal("a", _state.Active!.Fingerprint);
    }

    [Fact]
    public void Rule09_A_new_root_signs_nothing_before_every_proxy_trusts_it()
    {
        Introduce("a");
        Introduce("b");

        Assert.Equal(RootPhase.Introducing, _state.Phase);
        Assert.Equal(Pem("a") + Pem("b"), _state.Bundle);
        Assert.Null(Next(RootHolders.Nobody with { Unaware = 1 }));
        Assert.Null(Next(RootHolders.Nobody with { UnawareUntil = Now.AddSeconds(1) }));

        Follow(Next(RootHolders.Nobody with { UnawareUntil = Now }));

        Assert.Equal("b", _state.Active!.Fingerprint);
        Assert.Equal(Pem("b") + Pem("a"), _state.Bundle);
    }

    [Fact]
    public void Rule09_The_old_root_is_trusted_until_nobody_holds_what_it_signed()
    {
        Introduce("a");
        Introduce("b");
        Follow(Next(RootHolders.Nobody));

        Assert.Equal(RootPhase.Retiring, _state.Phase);
        Assert.Null(Next(RootHolders.Nobody with { Holders = 1 }));
        Assert.Null(Next(RootHolders.Nobody with { Unaware = 1 }));
        Assert.Null(Next(RootHolders.Nobody with { HeldUntil = Now.AddHours(20) }));

        Follow(Next(RootHolders.Nobody));

        Assert.Equal(RootPhase.Steady, _state.Phase);
        Assert.Equal(Pem("b"), _state.Bundle);
    }

    [Fact]
    public void A_root_that_has_expired_is_dropped_whoever_holds_it()
    {
        Introduce("a");
        Introduce("b");
        Follow(Next(RootHolders.Nobody));

        Assert.IsType<RootDropped>(Next(new(3, 3, null, null), Now.AddDays(4000)));
    }

    [Fact]
    public void One_rotation_at_a_time()
    {
        Introduce("a");
        Introduce("b");
        Assert.Contains("still being introduced", Refusal("c"), StringComparison.Ordinal);

        Follow(Next(RootHolders.Nobody));

        Assert.Contains("still held", Refusal("c"), StringComparison.Ordinal);
        Assert.Contains("already", Refusal("b"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_taint_waits_for_those_who_can_be_told_and_for_nobody_else()
    {
        Introduce("a");
        Taint("a");
        Introduce("b");

        Assert.True(_state.IsUrgent);
        Assert.Null(Next(RootHolders.Nobody with { Unaware = 1 }));
        Follow(Next(RootHolders.Nobody with { UnawareUntil = Now.AddHours(20) }));

        Assert.Equal("b", _state.Active!.Fingerprint);
        Assert.Null(Next(RootHolders.Nobody with { HeldUntil = Now.AddHours(20) }));
        Follow(Next(RootHolders.Nobody with { HeldUntil = Now.AddHours(20) }, Now + Grace));

        Assert.Equal(RootPhase.Steady, _state.Phase);
        Assert.False(_state.IsUrgent);
    }

    [Fact]
    public void A_proxy_that_never_acknowledges_holds_up_a_taint_no_longer_than_its_grace()
    {
        Introduce("a");
        Taint("a");
        Introduce("b");

        Assert.IsType<RootSwitched>(Next(RootHolders.Nobody with { Unaware = 1 }, Now + Grace));
    }

    [Fact]
    public void A_root_is_tainted_once_and_by_a_part_of_its_fingerprint_that_no_other_has()
    {
        Introduce("ab1");
        Introduce("ab2");

        Assert.Contains("more than one", _state.Taint("ab", Now).Error!.Reason, StringComparison.Ordinal);
        Assert.Contains("no root", _state.Taint("x", Now).Error!.Reason, StringComparison.Ordinal);
        Taint("AB1");
        Assert.Contains("already", _state.Taint("ab1", Now).Error!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_event_makes_a_new_generation()
    {
        Introduce("a");
        Introduce("b");
        Follow(Next(RootHolders.Nobody));
        Follow(Next(RootHolders.Nobody));

        Assert.Equal(4, _state.Generation);
    }

    [Fact]
    public void What_members_see_adds_up()
    {
        var sum = new RootHolders(1, 2, Now, null).And(new(3, 4, Now.AddHours(1), Now));

        Assert.Equal(new(4, 6, Now.AddHours(1), Now), sum);
    }

    private RootEvent? Next(RootHolders seen, DateTimeOffset? now = null) => _state.Next(seen, Grace, now ?? Now);

    private void Follow(RootEvent? e) => _state = _state.Apply(Assert.IsAssignableFrom<RootEvent>(e));

    private void Introduce(string fingerprint) => Follow(_state.Introduce(Root(fingerprint)).Event);

    private void Taint(string fingerprint) => Follow(_state.Taint(fingerprint, Now).Event);

    private string Refusal(string fingerprint) => _state.Introduce(Root(fingerprint)).Error!.Reason;

    private static string Pem(string fingerprint) => $"-----BEGIN CERTIFICATE-----\n{fingerprint}\n-----END CERTIFICATE-----\n";

    private static TrustedRoot Root(string fingerprint) => new(fingerprint, Pem(fingerprint), Now.AddDays(3650), RootRole.Incoming);
}
