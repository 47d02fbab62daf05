using Mesh.Actors.Models;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Pipeline;
using Mesh.Core.Xds;

namespace Mesh.Tests.Actors.Models;

public sealed class ProxyTableTests : MeshTestKit
{
    private static readonly MeshModel Model = ModelBuilder.Build(ConfigSet.Of(Shop.Whole()), new());
    private static readonly Proxy Web = Shop.Proxy();
    private static readonly ProxyClass WebClass = ProxyClass.Of(Web, Model);

    private readonly ProxyTable _table = new();

    [Fact]
    public void A_new_proxy_is_given_out_once_to_be_classified()
    {
        _table.Register(TestActor, Web);

        Assert.Equal([(TestActor, Web)], _table.TakeUnclassified(9));
        Assert.Empty(_table.TakeUnclassified(9));
    }

    [Fact]
    public void A_proxy_is_told_what_its_class_is_sent_and_only_once()
    {
        Settle();
        _table.Store(WebClass, Outcome(1), 1);

        Assert.Single(_table.TakeUntold(WebClass));
        Assert.Empty(_table.TakeUntold(WebClass));
    }

    [Fact]
    public void A_result_of_an_older_model_is_dropped()
    {
        Settle();
        var newer = Outcome(2);
        _table.Store(WebClass, newer, 2);

        _table.Store(WebClass, Outcome(1), 1);

        Assert.Same(newer.Snapshot, Assert.Single(_table.TakeUntold(WebClass)).Snapshot);
    }

    [Fact]
    public void A_class_is_translated_by_one_at_a_time_and_again_when_the_model_moved_on()
    {
        Settle();
        _table.Advance(_ => false);
        Assert.True(_table.TryTakeUntranslated(out var taken));

        _table.Advance(_ => false);
        Assert.False(_table.TryTakeUntranslated(out _));
        _table.Finish(taken);

        Assert.True(_table.TryTakeUntranslated(out _));
        _table.Finish(taken);
        Assert.False(_table.TryTakeUntranslated(out _));
    }

    [Fact]
    public void A_proxy_whose_class_may_differ_is_told_nothing_before_it_is_found()
    {
        Settle();
        _table.Store(WebClass, Outcome(1), 1);

        _table.Advance(_ => true);

        Assert.Empty(_table.TakeUntold(WebClass));
        Assert.Single(_table.TakeUnclassified(9));
        _table.Settle(TestActor, Web, WebClass, current: true);
        Assert.Single(_table.TakeUntold(WebClass));
    }

    [Fact]
    public void A_proxy_that_describes_itself_anew_is_classified_by_its_last_word()
    {
        _table.Register(TestActor, Web);
        _table.TakeUnclassified(9);
        var changed = Shop.Proxy(account: "other");

        _table.Register(TestActor, changed);
        _table.Settle(TestActor, Web, WebClass, current: true);

        Assert.Equal(0, _table.Classes);
        Assert.Equal([(TestActor, changed)], _table.TakeUnclassified(9));
    }

    [Fact]
    public void A_class_ends_with_its_last_proxy()
    {
        Settle();
        Assert.Equal(1, _table.Classes);

        _table.Remove(TestActor);

        Assert.Equal((0, 0), (_table.Proxies, _table.Classes));
    }

    private void Settle()
    {
        _table.Register(TestActor, Web);
        _table.TakeUnclassified(9);
        _table.Settle(TestActor, Web, WebClass, current: true);
    }

    private static SnapshotOutcome Outcome(long revision) => new(XdsSnapshot.Empty.At(revision), [], [], null);
}
