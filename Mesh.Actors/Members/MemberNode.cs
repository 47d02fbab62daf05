using Akka.Actor;
using Akka.Cluster;

namespace Mesh.Actors.Members;

/// <summary>One member, as this one knows of it.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="IsOldest">The singletons live on the oldest member that is up.</param>
/// <param name="IsReachable">False while it does not answer heartbeats.</param>
public sealed record MemberNode(
    string Name, Address Address, MemberStatus Status, bool IsReachable, bool IsSelf, bool IsLeader, bool IsOldest, IReadOnlyList<string> Roles, string Version)
{
    /// <summary>HOST:PORT.</summary>
    public string HostPort => $"{Address.Host}:{Address.Port}";
}
