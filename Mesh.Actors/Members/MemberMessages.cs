using Akka.Actor;
using Akka.Event;

namespace Mesh.Actors.Members;

/// <summary>To be told to the ModelActor of every member, this one included.</summary>
/// <param name="Message">Small: names and revisions. Members know what they stand for.</param>
public sealed record Broadcast(object Message) : INoSerializationVerificationNeeded;
