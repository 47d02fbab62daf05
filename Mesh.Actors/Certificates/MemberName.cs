using Akka.Cluster;

namespace Mesh.Actors.Certificates;

/// <summary>Names one incarnation of one member: the uid tells it from the one that ran at the same address before.</summary>
internal static class MemberName
{
    public static string Of(UniqueAddress member) => $"{member.Address.Host}:{member.Address.Port}-{member.Uid:x}";
}
