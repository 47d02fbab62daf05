using Mesh.Tests.Fixtures.Members;

namespace Mesh.Tests.Breaking;

public sealed class PartitionTests(ThreeMembers control) : BreakingTest(control)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task A_member_that_is_cut_off_from_the_others_ends_and_they_go_on()
    {
        var keeper = await Control.Keeper();

        await keeper.CutOff();

        await Control.Converge();
        Assert.Equal(1, await keeper.Ended().WaitAsync(Patience, TestContext.Current.CancellationToken));
        await keeper.Reconnect();
        keeper.Start();
        await Control.UntilReady(keeper);
        await Control.Converge();
    }

    [Fact]
    public async Task A_member_that_stands_still_for_a_while_is_replaced_and_ends_when_it_goes_on()
    {
        var keeper = await Control.Keeper();

        await keeper.Pause();

        await Control.Converge();
        await keeper.Continue();
        Assert.Equal(1, await keeper.Ended().WaitAsync(Patience, TestContext.Current.CancellationToken));
        await Control.Converge();
        keeper.Start();
        await Control.UntilReady(keeper);
        await Control.Converge();
    }
}
