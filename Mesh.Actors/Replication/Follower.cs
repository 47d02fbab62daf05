using Akka.Actor;

namespace Mesh.Actors.Replication;

/// <summary>A member that is told of each revision, as fast as it takes them: past a bound it is told nothing until it has caught up.</summary>
internal sealed class Follower(ActorSelection replica, int uid)
{
    /// <summary>Deltas on their way to one member. Past it they would fill the memory of this one, and merge better where they are.</summary>
    private const int MostUnderWay = 16;

    private int _underWay;

    /// <summary>Of the member's incarnation.</summary>
    public int Uid { get; } = uid;

    /// <summary>Something was not sent; it asks, or is brought up to date when it has taken what is under way.</summary>
    public bool IsBehind { get; private set; }

    public void Tell(object message, IActorRef sender) => replica.Tell(message, sender);

    public void Send(PublishedDelta delta, IActorRef sender)
    {
        if (IsBehind || _underWay >= MostUnderWay)
        {
            IsBehind = true;
            return;
        }
        _underWay++;
        foreach (var part in delta.Parts) replica.Tell(part, sender);
    }

    /// <summary>It starts from a known state: whatever was under way is not any more, or will be dropped as stale.</summary>
    public void Begin() => (_underWay, IsBehind) = (0, false);

    /// <returns>True when it may be brought up to date now.</returns>
    public bool Answered()
    {
        if (_underWay > 0) _underWay--;
        return IsBehind && _underWay == 0;
    }
}
