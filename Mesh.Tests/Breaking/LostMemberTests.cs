using Mesh.Tests.Fixtures.Members;
using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Breaking;

public sealed class LostMemberTests(ThreeMembers control) : BreakingTest(control)
{
    [Fact]
    public async Task A_member_is_killed()
    {
        var keeper = await Control.Keeper();
        var other = Control.Members.First(x => x != keeper && x.IsRunning);

        await other.Kill();

        await Control.Converge();
        other.Start();
        await Control.UntilReady(other);
        await Control.Converge();
    }

    [Fact]
    public async Task The_member_that_keeps_the_configuration_is_killed()
    {
        var keeper = await Control.Keeper();

        await keeper.Kill();

        await Control.Converge();
        keeper.Start();
        await Control.UntilReady(keeper);
        await Control.Converge();
    }

    [Fact]
    public async Task A_member_is_stopped_in_order()
    {
        var keeper = await Control.Keeper();

        Assert.Equal(0, await keeper.Stop());

        await Control.Converge();
        keeper.Start();
        await Control.UntilReady(keeper);
        await Control.Converge();
    }

    [Fact]
    public async Task All_members_are_restarted_one_after_another()
    {
        foreach (var member in Control.Members.Take(3))
        {
            Assert.Equal(0, await member.Stop());
            member.Start();
            await Control.UntilReady(member);
        }

        await Control.Converge();
    }

    [Fact]
    public async Task A_fourth_member_joins_and_is_given_its_share_of_the_streams()
    {
        var fourth = await Control.AddMember();
        await Control.UntilReady(fourth);

        await Control.Converge();
        await Eventually.Get("streams are spread within 15 %", TimeSpan.FromSeconds(60), Control.Spread, x => x is { Members: 4, Percent: <= 15 });

        Assert.Equal(0, await fourth.Stop());
        await Control.Converge();
    }
}
