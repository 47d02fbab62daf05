using Akka.TestKit.Xunit;

namespace Mesh.Tests.Actors;

/// <summary>Messages that may cross the wire are serialized even here, so that one which cannot is found at once.</summary>
public abstract class MeshTestKit() : TestKit("""
    akka {
      loglevel = WARNING
      stdout-loglevel = WARNING
      actor {
        serialize-messages = on
        serializers.mesh = "Mesh.Persistence.Wire.WireSerializer, Mesh.Persistence"
        serialization-bindings { "Mesh.Actors.IWireMessage, Mesh.Actors" = mesh }
      }
    }
    """);
