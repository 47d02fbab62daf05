using System.Collections.Immutable;

namespace Mesh.Core.Model;

/// <summary>Which hosts have an endpoint at an address. Immutable; a change costs the endpoints of the hosts that changed.</summary>
public sealed class AddressIndex
{
    public static readonly AddressIndex Empty = new(ImmutableDictionary<string, ImmutableSortedSet<string>>.Empty);

    private readonly ImmutableDictionary<string, ImmutableSortedSet<string>> _hosts;

    private AddressIndex(ImmutableDictionary<string, ImmutableSortedSet<string>> hosts) => _hosts = hosts;

    public IReadOnlyCollection<string> HostsAt(string address) => _hosts.GetValueOrDefault(address) ?? ImmutableSortedSet<string>.Empty;

    /// <param name="before">null for a host that is new.</param>
    /// <param name="after">null for a host that is gone.</param>
    public AddressIndex With(IEnumerable<(ServiceEndpoints? Before, ServiceEndpoints? After)> changes)
    {
        var hosts = _hosts.ToBuilder();
        foreach (var (before, after) in changes)
        {
            var old = Addresses(before);
            var now = Addresses(after);
            foreach (var address in old.Except(now))
            {
                var rest = hosts[address].Remove(before!.Host);
                if (rest.IsEmpty) hosts.Remove(address);
                else hosts[address] = rest;
            }
            foreach (var address in now.Except(old))
            {
                hosts[address] = (hosts.GetValueOrDefault(address) ?? ImmutableSortedSet.Create<string>(StringComparer.Ordinal)).Add(after!.Host);
            }
        }
        return new(hosts.ToImmutable());
    }

    private static HashSet<string> Addresses(ServiceEndpoints? endpoints) => [.. (endpoints?.All ?? []).Select(x => x.Address)];
}
