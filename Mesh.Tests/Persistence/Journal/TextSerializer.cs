using System.Text;
using Akka.Actor;
using Akka.Serialization;

namespace Mesh.Tests.Persistence.Journal;

/// <summary>Text as events and snapshots of tests.</summary>
public sealed class TextSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 4799;

    public override string Manifest(object o) => "text";

    public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes((string)obj);

    public override object FromBinary(byte[] bytes, string manifest) => Encoding.UTF8.GetString(bytes);
}
