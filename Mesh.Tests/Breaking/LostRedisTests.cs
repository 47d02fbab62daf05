using Mesh.Tests.Fixtures.Members;

namespace Mesh.Tests.Breaking;

public sealed class LostRedisTests(ThreeMembers control) : BreakingTest(control)
{
    [Fact]
    public async Task Members_serve_without_their_redis_and_go_on_with_it()
    {
        await Control.Redis.Kill();

        await Task.WhenAll(Control.Members.Where(x => x.IsRunning).Select(async x => Assert.True(await x.IsReady())));
        await Control.Redis.Restart();

        await Control.Converge();
    }
}
