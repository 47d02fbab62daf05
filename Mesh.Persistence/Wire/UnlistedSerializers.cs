using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace Mesh.Persistence.Wire;

/// <summary>
/// Stands where Akka has a serializer whose frames name any type they like. It writes nothing and reads nothing: what members say is in
/// <see cref="Manifests"/>, what Akka says to itself has serializers that know their messages.
/// </summary>
public abstract class UnlistedSerializer(ExtendedActorSystem system, int identifier, string what) : Serializer(system)
{
    public override int Identifier => identifier;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) => throw new SerializationException($"{obj.GetType()} is no message that crosses the wire ({what})");

    public override object FromBinary(byte[] bytes, Type type) => throw new SerializationException($"{what} are not taken from the wire");
}

/// <summary>In the place of JSON that carries type names, Akka's choice for whatever has no serializer.</summary>
/// <param name="settings">Of the serializer that stood here; Akka hands them to whoever does.</param>
public sealed class UnlistedObjects(ExtendedActorSystem system, Config settings) : UnlistedSerializer(system, 1, "objects by type name")
{
    /// <summary>What was configured for the serializer that this one keeps out.</summary>
    public Config Settings { get; } = settings;
}

/// <summary>In the place of protobuf messages that are found by type name.</summary>
public sealed class UnlistedProtobuf(ExtendedActorSystem system) : UnlistedSerializer(system, 2, "protobuf messages by type name");

/// <summary>In the place of orders to start an actor here.</summary>
public sealed class UnlistedDeployment(ExtendedActorSystem system) : UnlistedSerializer(system, 3, "remote deployments");
