using System.Text;
using System.Threading.Channels;
using Akka.Actor;
using Mesh.Actors.Config;
using Mesh.Actors.Log;
using Mesh.Actors.Replication;
using Mesh.Core.Config;
using Mesh.Core.History;
using Mesh.Tests.Persistence;
using Mesh.Tests.Persistence.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using MeshStore = Mesh.Persistence.Store.MeshStore;

namespace Mesh.Tests.Actors.Log;

/// <summary>The mesh log with a real store: what it remembers, what it forgets, and what it does without.</summary>
public sealed class MeshLogTests
{
    private static readonly HistoryLimits Ample = new(1_000, 16 << 20, TimeSpan.FromDays(30));

    [Fact]
    public async Task A_member_serves_what_the_log_knew_before_its_source_answers()
    {
        await using var server = await RedisServer.Start();
        await using var store = await Open(server);
        using (var before = new Member(store))
        {
            before.Source.Say(new() { Applied = Shop.Whole(), Mesh = new MeshConfig { TrustDomain = "shop.test" } });
            before.Source.Say(new() { Applied = [Shop.DestinationRule()] });
            await before.UntilStored(revision: 2);
        }

        using var after = new Member(store);
        await after.Until(() => after.Replica.Current is not null);

        Assert.Equal(2, after.Replica.Current!.Revision);
        Assert.Equal("shop.test", after.Replica.Current.Parts.Mesh.TrustDomain);
        Assert.Equal(
            [.. Shop.Whole().Append(Shop.DestinationRule()).OrderBy(x => x.Key).Select(ConfigDocument.Write)],
            after.Replica.Current.Parts.Configs.Everything.OrderBy(x => x.Key).Select(ConfigDocument.Write));
    }

    [Fact]
    public async Task When_the_source_answers_only_differences_are_news()
    {
        await using var server = await RedisServer.Start();
        await using var store = await Open(server);
        using (var before = new Member(store))
        {
            before.Source.Say(new() { Applied = [.. Shop.Whole(), Shop.DestinationRule()] });
            await before.UntilStored(revision: 1);
        }

        using var same = new Member(store);
        await same.Until(() => same.Replica.Current is not null);
        var held = same.Replica.Current;
        same.Source.Say(new() { Applied = [.. Shop.Whole(), Shop.DestinationRule()] });
        same.Source.Say(new() { Applied = [Shop.DestinationRule(maxConnections: 8)] });
        await same.UntilStored(revision: 2);

        Assert.Same(held!.Parts.Configs.Find<Mesh.Core.Config.ServiceSpec>(ConfigKind.Service, "shop", "cart"), same.Replica.Current!.Parts.Configs.Find<Mesh.Core.Config.ServiceSpec>(ConfigKind.Service, "shop", "cart"));
        Assert.Equal([1L, 2L], same.View.History!.Revisions.Select(x => x.Revision));
        Assert.Equal("DestinationRule shop/cart", Assert.Single(same.View.History.Revisions[1].Changes).Object);
    }

    [Fact]
    public async Task What_is_gone_from_the_source_meanwhile_is_removed()
    {
        await using var server = await RedisServer.Start();
        await using var store = await Open(server);
        using (var before = new Member(store))
        {
            before.Source.Say(new() { Applied = [.. Shop.Whole(), Shop.DestinationRule()] });
            await before.UntilStored(revision: 1);
        }

        using var after = new Member(store);
        after.Source.Say(new() { Applied = Shop.Whole() });
        await after.UntilStored(revision: 2);

        Assert.Equal([("DestinationRule shop/cart", LoggedKind.Removed)], after.View.History!.Revisions[^1].Changes.Select(x => (x.Object, x.Kind)));
    }

    [Fact]
    public async Task Changes_take_effect_while_the_store_is_away_and_are_stored_when_it_is_back()
    {
        await using var server = await RedisServer.Start();
        await using var store = await Open(server);
        using var member = new Member(store);
        member.Source.Say(new() { Applied = Shop.Whole() });
        await member.UntilStored(revision: 1);

        await server.Kill();
        for (var i = 1; i <= 5; i++)
        {
            member.Source.Say(new() { Applied = [Shop.DestinationRule(maxConnections: i)] });
            var revision = 1 + i;
            await member.Until(() => member.Replica.Current!.Revision == revision);
        }
        await member.Until(() => member.View.Status is { Behind: 5, Reason: not null });
        Assert.Contains(member.Told, x => x.Reason is not null);
        await server.Start();
        await member.Until(() => member.View.Status == LogStatus.UpToDate);

        using var after = new Member(store);
        await after.Until(() => after.View.History is not null);
        Assert.Equal([1L, 2, 3, 4, 5, 6], after.View.History!.Revisions.Select(x => x.Revision));
    }

    [Fact]
    public async Task Past_the_bound_of_what_may_wait_the_last_state_is_stored_all_the_same()
    {
        await using var server = await RedisServer.Start();
        await using var store = await Open(server);
        using var member = new Member(store, queueRevisions: 3);
        member.Source.Say(new() { Applied = Shop.Whole() });
        await member.UntilStored(revision: 1);

        await server.Kill();
        for (var i = 1; i <= 20; i++) member.Source.Say(new() { Applied = [Shop.DestinationRule(maxConnections: i)] });
        await member.Until(() => member.Replica.Current!.Revision == 21);
        await member.Until(() => member.View.Status.Behind > 0);
        Assert.InRange(member.View.Status.Behind, 1, 4);
        await server.Start();
        await member.Until(() => member.View.Status == LogStatus.UpToDate);

        using var after = new Member(store);
        await after.Until(() => after.View.History is not null);
        Assert.Equal(21, after.View.History!.Revision);
        Assert.Equal(ConfigDocument.Write(Shop.DestinationRule(20)), after.View.History.Head["DestinationRule shop/cart"].Text);
    }

    [Fact]
    public async Task Without_a_store_at_the_start_the_mesh_is_served_from_its_source_and_the_log_follows()
    {
        await using var server = await RedisServer.Start();
        await using var store = await Open(server);
        using (var before = new Member(store))
        {
            before.Source.Say(new() { Applied = [.. Shop.Whole(), Shop.DestinationRule()] });
            await before.UntilStored(revision: 1);
        }
        await server.Kill();

        using var member = new Member(store);
        member.Source.Say(new() { Applied = Shop.Whole() });
        await member.Until(() => member.Replica.Current is not null);
        await server.Start();
        await member.Until(() => member.View.History is not null && member.View.Status == LogStatus.UpToDate);

        Assert.Equal(2, member.View.History!.Revision);
        Assert.Equal([("DestinationRule shop/cart", LoggedKind.Removed)], member.View.History.Revisions[^1].Changes.Select(x => (x.Object, x.Kind)));
        member.Source.Say(new() { Applied = [Shop.DestinationRule(9)] });
        await member.UntilStored(revision: 3);
        Assert.Equal(3, member.Replica.Current!.Revision);
    }

    [Fact]
    public async Task A_log_that_another_member_wrote_to_makes_the_keeper_begin_anew()
    {
        await using var server = await RedisServer.Start();
        await using var store = await Open(server);
        using var ours = new Member(store, name: "ours");
        ours.Source.Say(new() { Applied = Shop.Whole() });
        await ours.UntilStored(revision: 1);

        using var theirs = new Member(store, name: "theirs");
        theirs.Source.Say(new() { Applied = [.. Shop.Whole(), Shop.DestinationRule(99)] });
        await theirs.UntilStored(revision: 2);
        ours.Source.Say(new() { Applied = [Shop.DestinationRule(1)] });
        await ours.Until(() => ours.Conflicts > 0);
        ours.Source.Say(new() { Applied = [.. Shop.Whole(), Shop.DestinationRule(1)] });
        await ours.Until(() => ours.View.History is { Revision: > 2 } && ours.View.Status == LogStatus.UpToDate);

        Assert.Equal(ConfigDocument.Write(Shop.DestinationRule(1)), ours.View.History!.Head["DestinationRule shop/cart"].Text);
        Assert.Equal(["ours", "theirs", "ours"], ours.View.History.Revisions.Select(x => x.Member));
    }

    [Fact]
    public async Task What_is_older_than_it_should_keep_is_folded_and_deleted_and_nothing_else_is_lost()
    {
        await using var server = await RedisServer.Start();
        await using var store = await Open(server);
        using (var member = new Member(store, Ample with { Revisions = 20 }))
        {
            member.Source.Say(new() { Applied = Shop.Whole() });
            for (var i = 1; i <= 100; i++)
            {
                member.Source.Say(new() { Applied = [Shop.DestinationRule(maxConnections: i)] });
                if (i % 10 == 0) await member.UntilStored(1 + i);
            }
            await member.Until(() => member.View.History!.Revisions.Count <= 20);
            await member.UntilAsync(async () => await store.Redis.Database.SortedSetLengthAsync("test:journal:persisted:mesh-log") <= 21);
            await member.UntilAsync(async () => await store.Redis.Database.SortedSetLengthAsync("test:snapshot:mesh-log") == 1);
        }

        using var after = new Member(store, Ample with { Revisions = 20 });
        await after.Until(() => after.Replica.Current is not null);
        Assert.Equal(101, after.View.History!.Revision);
        Assert.Equal(Shop.Whole().Count + 1, after.Replica.Current!.Parts.Configs.Everything.Count());
        Assert.Equal(ConfigDocument.Write(Shop.DestinationRule(95)), after.View.History.At(96)!["DestinationRule shop/cart"].Text);
        Assert.Null(after.View.History.At(50));
    }

    [Fact]
    public async Task Endpoints_are_stored_and_their_past_is_not_told()
    {
        await using var server = await RedisServer.Start();
        await using var store = await Open(server);
        using (var member = new Member(store))
        {
            member.Source.Say(new() { Applied = Shop.Whole() });
            member.Source.Say(new() { Applied = [Shop.Slice("10.0.0.7")] });
            await member.UntilStored(1);
            await member.UntilAsync(async () => await store.Redis.Database.SortedSetLengthAsync("test:journal:persisted:mesh-endpoints") == 2);
            Assert.Equal([1L], member.View.History!.Revisions.Select(x => x.Revision));
        }

        using var after = new Member(store);
        await after.Until(() => after.Replica.Current is not null);
        Assert.Equal("10.0.0.7", Assert.Single(after.Replica.Current!.Collector.Collect(Shop.CartHost).All).Address);
        Assert.Equal(2, after.Replica.Current.Revision);
    }

    [Fact]
    public async Task No_byte_of_a_secret_is_stored()
    {
        const string Password = "open-sesame-4711";
        var key = $"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw{Password}\n-----END PRIVATE KEY-----\n";
        var base64 = Convert.ToBase64String(Encoding.ASCII.GetBytes(key));
        var whole = Read($$"""
            {apiVersion: v1, kind: Secret, metadata: {name: tls, namespace: shop, labels: {app: cart}, annotations: {kubectl.kubernetes.io/last-applied-configuration: "{{Password}}"} }, type: kubernetes.io/tls, data: {tls.key: {{base64}} }, stringData: {password: {{Password}} } }
            ---
            {apiVersion: v1, kind: ConfigMap, metadata: {name: careless, namespace: shop}, data: {key: "{{key.Replace("\n", "\\n")}}"} }
            """);
        await using var server = await RedisServer.Start();
        await using var store = await Open(server);
        using (var member = new Member(store, Ample with { Revisions = 2 }))
        {
            member.Source.Say(new() { Applied = [.. Shop.Whole(), .. whole] });
            for (var i = 1; i <= 8; i++) member.Source.Say(new() { Applied = [Shop.DestinationRule(i)] });
            await member.UntilStored(9);
            await member.UntilAsync(async () => await store.Redis.Database.SortedSetLengthAsync("test:snapshot:mesh-log") == 1);
            Assert.Contains("Secret shop/tls", member.View.History!.Head.Keys);
            Assert.Contains("ConfigMap shop/careless", member.View.History.Head.Keys);
        }

        string[] traces = [Password, "MC4CAQAwBQYDK2Vw", base64[40..80], base64[60..90], Convert.ToBase64String(Encoding.ASCII.GetBytes(Password)).TrimEnd('=')];
        var plain = new List<string>();
        foreach (var set in new[] { "journal:persisted:mesh-log", "snapshot:mesh-log", "journal:persisted:mesh-endpoints" })
        {
            // Each record as it is, and as it is when it is opened: what is compressed hides no words.
            foreach (var record in await store.Redis.Database.SortedSetRangeByRankAsync($"test:{set}")) plain.AddRange(Opened((byte[])record!));
        }
        Assert.Contains(plain, x => x.Contains("VirtualService", StringComparison.Ordinal) || x.Contains("DestinationRule", StringComparison.Ordinal));
        plain.AddRange(server.Files().Select(Encoding.Latin1.GetString));
        Assert.All(traces, trace => Assert.DoesNotContain(plain, x => x.Contains(trace, StringComparison.Ordinal)));

        using var after = new Member(store);
        await after.Until(() => after.Replica.Current is not null);
        Assert.Null(after.Replica.Current!.Parts.Configs.Find<SecretObject>(ConfigKind.Secret, "shop", "tls"));
        after.Source.Say(new() { Applied = [.. Shop.Whole(), Shop.DestinationRule(8), .. whole] });
        await after.UntilStored(10);
        Assert.NotNull(after.Replica.Current!.Parts.Configs.Find<SecretObject>(ConfigKind.Secret, "shop", "tls"));
        Assert.Equal([LoggedKind.Read, LoggedKind.Read], after.View.History!.Revisions[^1].Changes.Select(x => x.Kind));
    }

    /// <summary>Every stretch of a record from which something decompresses, decompressed.</summary>
    private static IEnumerable<string> Opened(byte[] record)
    {
        yield return Encoding.Latin1.GetString(record);
        for (var i = 0; i < Math.Min(record.Length, 400); i++)
        {
            using var brotli = new System.IO.Compression.BrotliStream(new MemoryStream(record, i, record.Length - i), System.IO.Compression.CompressionMode.Decompress);
            var buffer = new byte[1 << 20];
            var length = 0;
            try
            {
                while (length < buffer.Length && brotli.Read(buffer, length, buffer.Length - length) is var read and > 0) length += read;
            }
            catch (InvalidOperationException)
            {
            }
            if (length > 20) yield return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }

    private static ConfigObject[] Read(string yaml) => [.. ConfigReader.Read("shop.yaml", yaml).Select(x => x.Object ?? throw new InvalidOperationException(string.Join("; ", x.Errors)))];

    private static Task<MeshStore> Open(RedisServer server) => MeshStore.Open(Stores.At(server.Configuration), NullLoggerFactory.Instance);

    /// <summary>A keeper of the configuration, its log, and a source that says what it is told to.</summary>
    private sealed class Member : PersistenceTestKit, ILogObserver
    {
        private const string Config = """
            akka.actor {
              serializers.mesh-log = "Mesh.Persistence.Wire.LogSerializer, Mesh.Persistence"
              serialization-bindings { "Mesh.Actors.Log.ILogRecord, Mesh.Actors" = mesh-log }
            }
            akka.persistence.journal.redis { attempts = 1, rest = 200ms, circuit-breaker.max-failures = 1000000 }
            akka.persistence.snapshot-store.redis { attempts = 1, rest = 200ms, circuit-breaker.max-failures = 1000000 }
            """;

        public Member(MeshStore store, HistoryLimits? limits = null, int queueRevisions = 1_000, string name = "me") : base(store, Config)
        {
            var options = new LogOptions(limits ?? Ample, TimeSpan.FromSeconds(2), queueRevisions, 1 << 20, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(500));
            var replica = Sys.ActorOf(ReplicaActor.Props(new(Replica, TestActor, new Observed(), TimeProvider.System, InCluster: false)));
            Sys.ActorOf(ConfigActor.Props(Source, Replica, TestActor, replica, new Observed(), log: new(options, View, this, TimeProvider.System, name)));
        }

        public ScriptedSource Source { get; } = new();

        public MeshReplica Replica { get; } = new();

        public MeshLogView View { get; } = new();

        public System.Collections.Concurrent.ConcurrentQueue<LogStatus> Told { get; } = new();

        public System.Collections.Concurrent.ConcurrentQueue<string> Failures { get; } = new();

        public int Conflicts;

        public Task UntilStored(long revision) => Until(() => View.History?.Revision >= revision && View.Status == LogStatus.UpToDate);

        public Task Until(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

        public async Task UntilAsync(Func<Task<bool>> condition)
        {
            try
            {
                await AwaitConditionAsync(condition, Patience, TimeSpan.FromMilliseconds(10));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"It did not come to pass. Revision {Replica.Current?.Revision}, history {View.History?.BaseRevision}..{View.History?.Revision} ({View.History?.Revisions.Count}), {View.Status}; now {System.Diagnostics.Stopwatch.GetTimestamp() / 1000000} {string.Join("; ", Failures.TakeLast(4))}", e);
            }
        }

        void ILogObserver.Restored(ConfigState state)
        {
        }

        void ILogObserver.Unreadable(string name, Exception cause) => throw new InvalidOperationException(name, cause);

        void ILogObserver.Advanced(LogStatus status) => Told.Enqueue(status);

        void ILogObserver.Failed(Exception cause, TimeSpan again) => Failures.Enqueue($"{System.Diagnostics.Stopwatch.GetTimestamp() / 1000000} {cause.GetType().Name}: {cause.Message[..Math.Min(100, cause.Message.Length)]} {again}");

        void ILogObserver.Conflict(string reason) => Interlocked.Increment(ref Conflicts);
    }
}
