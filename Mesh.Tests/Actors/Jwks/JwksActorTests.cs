using System.Collections.Concurrent;
using Akka.Actor;
using Mesh.Actors.Jwks;
using Mesh.Core.Security.Jwks;
using Mesh.Tests.Fixtures;
using static Mesh.Actors.Jwks.JwksMessages;

namespace Mesh.Tests.Actors.Jwks;

public sealed class JwksActorTests : MeshTestKit
{
    private const string Url = "https://issuer.test/keys";

    private readonly TokenIssuer _issuer = new("https://issuer.test");
    private readonly Pages _web = new();
    private readonly CurrentJwks _current = new();

    [Fact]
    public async Task Who_subscribes_hears_of_keys_when_they_come()
    {
        _web.Show(Url, _issuer.KeySet);
        var actor = Start(Url);

        actor.Tell(new Subscribe(Url, "", 0), TestActor);

        var told = await ExpectMsgAsync<KeysAre>();
        Assert.Equal((Url, JwksKeys.Read(_issuer.KeySet).Keys!.Text, ""), (told.Source, told.Keys, told.Error));
    }

    [Fact]
    public async Task Keys_stay_when_their_place_no_longer_answers()
    {
        _web.Show(Url, _issuer.KeySet);
        var actor = Start(Url, refresh: TimeSpan.FromMilliseconds(30));
        actor.Tell(new Subscribe(Url, "", 0), TestActor);
        var good = (await ExpectMsgAsync<KeysAre>()).Keys;

        _web.Hide(Url);
        var failed = await FishForMessageAsync<KeysAre>(x => x.Error.Length > 0);

        Assert.Equal(good, failed.Keys);
        Assert.Equal("it answered 404", failed.Error);
    }

    [Fact]
    public async Task Keys_that_change_are_told()
    {
        using var next = new TokenIssuer("https://issuer.test", "two");
        _web.Show(Url, _issuer.KeySet);
        var actor = Start(Url, refresh: TimeSpan.FromMilliseconds(30));
        actor.Tell(new Subscribe(Url, "", 0), TestActor);
        await ExpectMsgAsync<KeysAre>();

        _web.Show(Url, next.KeySet);

        await FishForMessageAsync<KeysAre>(x => x.Keys.Contains("two", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_issuer_s_discovery_document_is_followed()
    {
        const string document = "https://issuer.test/.well-known/openid-configuration";
        _web.Show(document, $$"""{"jwks_uri": "{{Url}}"}""");
        _web.Show(Url, _issuer.KeySet);
        var source = new JwksSource(document, true).ToString();

        Start(source).Tell(new Subscribe(source, "", 0), TestActor);

        Assert.NotEmpty((await ExpectMsgAsync<KeysAre>()).Keys);
    }

    [Fact]
    public async Task An_actor_that_comes_to_life_elsewhere_learns_the_last_good_keys_from_who_subscribes()
    {
        var actor = Start(Url);

        actor.Tell(new Subscribe(Url, JwksKeys.Read(_issuer.KeySet).Keys!.Text, 1000), TestActor);

        var told = await FishForMessageAsync<KeysAre>(x => x.Error.Length > 0);
        Assert.Equal(1000, told.FetchedAt);
        Assert.NotEmpty(told.Keys);
    }

    [Fact]
    public async Task One_bad_place_holds_up_no_other()
    {
        var bad = Enumerable.Range(0, 20).Select(x => new JwksSource($"https://bad-{x}.test", false)).ToList();
        _web.Show(Url, _issuer.KeySet);
        var (desk, model) = StartDesk();

        desk.Tell(new WantKeys(bad.Append(new(Url, false)).ToHashSet()), model);

        await model.FishForMessageAsync(x => x is BookChanged { Book: var book } && book.Of(new(Url, false)) is not null, TimeSpan.FromSeconds(3));
        await model.FishForMessageAsync(x => x is BookChanged { Settled: true }, TimeSpan.FromSeconds(3));
        Assert.Equal(20, _current.All.Count(x => x.Keys == 0 && x.Error == "it answered 404"));
    }

    [Fact]
    public async Task Rules_that_share_a_place_share_one_fetch()
    {
        _web.Show(Url, _issuer.KeySet);
        var (desk, model) = StartDesk();

        desk.Tell(new WantKeys(new HashSet<JwksSource> { new(Url, false) }), model);
        await model.FishForMessageAsync(x => x is BookChanged { Settled: true }, TimeSpan.FromSeconds(3));
        desk.Tell(new WantKeys(new HashSet<JwksSource> { new(Url, false) }), model);
        await model.ExpectMsgAsync<BookChanged>();

        Assert.Equal(1, _web.Asked[Url]);
    }

    [Fact]
    public async Task Keys_that_nobody_names_any_more_are_forgotten()
    {
        _web.Show(Url, _issuer.KeySet);
        var (desk, model) = StartDesk();
        desk.Tell(new WantKeys(new HashSet<JwksSource> { new(Url, false) }), model);
        await model.FishForMessageAsync(x => x is BookChanged { Book: var book } && book.Of(new(Url, false)) is not null, TimeSpan.FromSeconds(3));

        desk.Tell(new WantKeys(new HashSet<JwksSource>()), model);

        await model.FishForMessageAsync(x => x is BookChanged { Book: var book } && book.Of(new(Url, false)) is null, TimeSpan.FromSeconds(3));
        Assert.Empty(_current.All);
    }

    protected override void AfterAll()
    {
        _issuer.Dispose();
        base.AfterAll();
    }

    private IActorRef Start(string source, TimeSpan? refresh = null) => Sys.ActorOf(JwksActor.Props(source, Setup(refresh ?? TimeSpan.FromMinutes(20))));

    private JwksSetup Setup(TimeSpan refresh) => new(_web, new(refresh, TimeSpan.FromMilliseconds(20)), _current, new Silent(), TimeProvider.System, TimeSpan.FromSeconds(1), 1);

    /// <summary>With a router in the place of the region.</summary>
    private (IActorRef Desk, Akka.TestKit.TestProbe Model) StartDesk()
    {
        var setup = Setup(TimeSpan.FromMinutes(20));
        var region = Sys.ActorOf(Props.Create(() => new Region(setup)));
        return (Sys.ActorOf(JwksDesk.Props(region, _current)), CreateTestProbe());
    }

    private sealed class Region : ReceiveActor
    {
        public Region(JwksSetup setup) => Receive<Subscribe>(x =>
        {
            var name = Uri.EscapeDataString(x.Source);
            var child = Context.Child(name);
            (child.IsNobody() ? Context.ActorOf(JwksActor.Props(x.Source, setup), name) : child).Forward(x);
        });
    }

    private sealed class Pages : IWebReader
    {
        private readonly ConcurrentDictionary<string, string> _pages = new();

        public ConcurrentDictionary<string, int> Asked { get; } = new();

        public void Show(string url, string text) => _pages[url] = text;

        public void Hide(string url) => _pages.TryRemove(url, out _);

        public Task<string> Read(string url, CancellationToken cancel)
        {
            Asked.AddOrUpdate(url, 1, (_, count) => count + 1);
            return _pages.TryGetValue(url, out var text) ? Task.FromResult(text) : Task.FromException<string>(new WebReadException("it answered 404"));
        }
    }

    private sealed class Silent : IJwksObserver
    {
        public void KeysFetched(JwksState state, bool news)
        {
        }

        public void KeysNotFetched(JwksState state)
        {
        }
    }
}
