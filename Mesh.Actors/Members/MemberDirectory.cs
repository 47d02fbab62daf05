using Akka.Actor;
using Akka.Cluster;

namespace Mesh.Actors.Members;

/// <summary>Who is there, as gossip has it on this member. May be asked from any thread.</summary>
public sealed class MemberDirectory(ActorSystem system)
{
    /// <summary>A member's name travels as a role: roles are what gossip carries of a member.</summary>
    public const string NameRole = "name:";

    private readonly Cluster _cluster = Cluster.Get(system);

    public string SelfName => NameOf(_cluster.SelfMember);

    /// <summary>HOST:PORT of this member.</summary>
    public string SelfHostPort => $"{_cluster.SelfAddress.Host}:{_cluster.SelfAddress.Port}";

    /// <summary>This member is one of the cluster, and may serve.</summary>
    public bool IsUp => _cluster.SelfMember.Status == MemberStatus.Up;

    /// <summary>The eldest first.</summary>
    public IReadOnlyList<MemberNode> All
    {
        get
        {
            var state = _cluster.State;
            var oldest = state.Members.Where(x => x.Status is MemberStatus.Up or MemberStatus.Leaving).Aggregate((Member?)null, (a, b) => a is null || b.IsOlderThan(a) ? b : a);
            return
            [
                .. state.Members
                    .OrderBy(x => x, Comparer<Member>.Create((a, b) => a.Equals(b) ? 0 : a.IsOlderThan(b) ? -1 : 1))
                    .Select(x => new MemberNode(
                        NameOf(x),
                        x.Address,
                        x.Status,
                        !state.Unreachable.Contains(x),
                        x.UniqueAddress.Equals(_cluster.SelfUniqueAddress),
                        x.Address.Equals(state.Leader),
                        x.Equals(oldest),
                        [.. x.Roles.Where(role => !role.StartsWith(NameRole, StringComparison.Ordinal)).Order(StringComparer.Ordinal)],
                        x.AppVersion.Version)),
            ];
        }
    }

    public static string NameOf(Member member) =>
        member.Roles.FirstOrDefault(x => x.StartsWith(NameRole, StringComparison.Ordinal))?[NameRole.Length..] ?? $"{member.Address.Host}:{member.Address.Port}";
}
