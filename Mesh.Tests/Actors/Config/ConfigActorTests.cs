using System.Threading.Channels;
using Akka.Actor;
using Mesh.Actors.Config;
using Mesh.Actors.Members;
using Mesh.Core.Config;
using static Mesh.Actors.Config.ConfigMessages;
using static Mesh.Actors.Services.ServiceMessages;

namespace Mesh.Tests.Actors.Config;

public sealed class ConfigActorTests : MeshTestKit
{
    private readonly Script _source = new();
    private readonly Observed _observed = new();

    [Fact]
    public async Task Members_hear_that_there_is_a_first_revision()
    {
        Start();

        _source.Say(new() { Applied = Shop.Whole() });

        await ExpectMsgAsync(new Broadcast(new MeshChanged(1)));
    }

    [Fact]
    public async Task A_change_of_endpoints_goes_to_the_service_that_it_touches()
    {
        Start();
        _source.Say(new() { Applied = Shop.Whole() });
        await ExpectMsgAsync(new Broadcast(new MeshChanged(1)));

        _source.Say(new() { Applied = [Shop.Slice("10.0.0.2", ready: false)] });

        var seen = await ExpectMsgAsync<ObserveEndpoints>();
        Assert.Equal((Shop.CartHost, 1L, 2L, 1, 0), (seen.Host, seen.Since, seen.Revision, seen.Endpoints, seen.Healthy));
    }

    [Fact]
    public async Task A_change_of_rules_goes_to_members()
    {
        Start();
        _source.Say(new() { Applied = Shop.Whole() });
        await ExpectMsgAsync(new Broadcast(new MeshChanged(1)));

        _source.Say(new() { Applied = [Shop.DestinationRule()] });

        await ExpectMsgAsync(new Broadcast(new MeshChanged(2)));
    }

    [Fact]
    public async Task A_source_that_breaks_is_watched_anew_and_what_is_known_stays()
    {
        var config = Start();
        _source.Say(new() { Applied = Shop.Whole() });
        await ExpectMsgAsync(new Broadcast(new MeshChanged(1)));

        _source.Break();

        await AwaitAssertAsync(() => Assert.Equal(1, _observed.Lost));
        config.Tell(DescribeConfig.Instance, TestActor);
        Assert.Equal(1, (await ExpectMsgAsync<ConfigReport>()).Counts[ConfigKind.Service]);
        _source.Say(new() { Applied = [Shop.Namespace(), Shop.Service()] });
        await ExpectMsgAsync(new Broadcast(new MeshChanged(2)));
    }

    private IActorRef Start() => Sys.ActorOf(ConfigActor.Props(_source, new MeshReplica(), TestActor, TestActor, _observed));

    private sealed class Script : IConfigSource
    {
        private Channel<ConfigChanges> _lines = Channel.CreateUnbounded<ConfigChanges>();

        public string Description => "a script";

        public void Say(ConfigChanges changes) => _lines.Writer.TryWrite(changes);

        public void Break()
        {
            var broken = _lines;
            _lines = Channel.CreateUnbounded<ConfigChanges>();
            broken.Writer.TryComplete(new IOException("gone"));
        }

        public IAsyncEnumerable<ConfigChanges> Watch(CancellationToken cancel) => _lines.Reader.ReadAllAsync(cancel);
    }
}
