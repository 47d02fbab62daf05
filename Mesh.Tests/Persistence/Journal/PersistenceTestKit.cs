using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence;
using Akka.TestKit.Xunit;
using Mesh.Persistence.Journal;
using Mesh.Persistence.Store;

namespace Mesh.Tests.Persistence.Journal;

/// <summary>An actor system whose journal and snapshot store are those of a store, and the protocol that actors speak with them.</summary>
public abstract class PersistenceTestKit : TestKit
{
    private static readonly Config Plugins = ConfigurationFactory.ParseString("""
        akka {
          loglevel = WARNING
          stdout-loglevel = WARNING
          actor {
            serializers.text = "Mesh.Tests.Persistence.Journal.TextSerializer, Mesh.Tests"
            serialization-bindings { "System.String" = text }
          }
          persistence {
            journal {
              plugin = "akka.persistence.journal.redis"
              redis {
                class = "Mesh.Persistence.Journal.RedisJournal, Mesh.Persistence"
                # Small, so that what is replayed comes in several pages.
                replay-page = 3
                first-wait = 20ms
              }
            }
            snapshot-store {
              plugin = "akka.persistence.snapshot-store.redis"
              redis.class = "Mesh.Persistence.Journal.RedisSnapshotStore, Mesh.Persistence"
            }
          }
        }
        """);

    private readonly MeshStore _store;

    protected PersistenceTestKit(MeshStore store, string config = "")
        : base(ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(config).WithFallback(Plugins)), new RedisSetup(store.Redis)))
    {
        _store = store;
        Journal = Akka.Persistence.Persistence.Instance.Apply(Sys).JournalFor(null);
        Snapshots = Akka.Persistence.Persistence.Instance.Apply(Sys).SnapshotStoreFor(null);
    }

    protected IActorRef Journal { get; }

    protected IActorRef Snapshots { get; }

    protected RedisConnection Redis => _store.Redis;

    protected string Id { get; init; } = $"pid-{Guid.NewGuid():n}";

    /// <summary>Events of this writer as an actor hands them over: the payloads of one list together or not at all.</summary>
    protected AtomicWrite Atomic(long first, string writer, params object[] payloads) => new([.. payloads.Select((x, i) => Event(first + i, x, writer))]);

    protected IPersistentRepresentation Event(long sequenceNr, object payload, string writer = "writer") =>
        new Persistent(payload, sequenceNr, Id, "", isDeleted: false, ActorRefs.NoSender, writer);

    protected void Write(params IPersistentEnvelope[] writes) => Journal.Tell(new WriteMessages(writes, TestActor, 1), TestActor);

    protected async Task<IReadOnlyList<object>> WriteAndWait(long first, params object[] payloads)
    {
        Write(Atomic(first, "writer", payloads));
        await ExpectMsgAsync<WriteMessagesSuccessful>(Patience);
        var stored = new List<object>();
        foreach (var _ in payloads) stored.Add((await ExpectMsgAsync<WriteMessageSuccess>(Patience)).Persistent.Payload);
        return stored;
    }

    protected async Task<(IReadOnlyList<(long SequenceNr, object Payload)> Events, long Highest)> Replay(long from = 0, long to = long.MaxValue, long max = long.MaxValue)
    {
        Journal.Tell(new ReplayMessages(from, to, max, Id, TestActor), TestActor);
        var events = new List<(long, object)>();
        while (true)
        {
            switch (await ReceiveOneAsync(Patience))
            {
                case ReplayedMessage replayed: events.Add((replayed.Persistent.SequenceNr, replayed.Persistent.Payload)); break;
                case RecoverySuccess done: return (events, done.HighestSequenceNr);
                case ReplayMessagesFailure failure: throw failure.Cause;
                case var other: throw new InvalidOperationException($"{other} is no answer to a replay");
            }
        }
    }

    protected async Task DeleteTo(long sequenceNr)
    {
        Journal.Tell(new DeleteMessagesTo(Id, sequenceNr, TestActor), TestActor);
        await ExpectMsgAsync<DeleteMessagesSuccess>(Patience);
    }

    protected static TimeSpan Patience => TimeSpan.FromSeconds(20);
}
