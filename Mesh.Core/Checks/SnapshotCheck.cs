using Envoy.Config.Listener.V3;
using Google.Protobuf;
using Mesh.Core.Checks.Invariants;
using Mesh.Core.Config;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Checks;

/// <summary>A resource that wants to leave.</summary>
/// <param name="Origins">The objects that it was made of.</param>
public sealed record Candidate(string Name, IMessage Message, IReadOnlyList<ConfigKey> Origins);

/// <summary>A resource that may not leave, and why.</summary>
public sealed record WithheldResource(string Name, IReadOnlyList<ConfigError> Errors, IReadOnlyList<ConfigKey> Origins);

/// <summary>What may leave, in the order in which it came, and what may not.</summary>
public sealed record SnapshotVerdict(IReadOnlyList<Candidate> Kept, IReadOnlyList<WithheldResource> Withheld);

/// <summary>
/// Says which resources of one type an Envoy would refuse: each by itself (<see cref="ResourceCheck"/>), and beside the others. Of two that exclude each
/// other the first stays, so a caller puts them in the order of their rights.
/// </summary>
public static class SnapshotCheck
{
    public static SnapshotVerdict Check(XdsType type, IReadOnlyList<Candidate> candidates) =>
        Check(type, candidates, static candidate => ResourceCheck.Check(candidate.Message));

    /// <param name="single">What is wrong with a candidate by itself, for callers who remember that from an earlier time.</param>
    public static SnapshotVerdict Check(XdsType type, IReadOnlyList<Candidate> candidates, Func<Candidate, IReadOnlyList<ConfigError>> single)
    {
        var kept = new List<Candidate>(candidates.Count);
        var withheld = new List<WithheldResource>();
        var names = new HashSet<string>(candidates.Count, StringComparer.Ordinal);
        var addresses = new Dictionary<string, Candidate>(StringComparer.Ordinal);
        foreach (var candidate in candidates)
        {
            var errors = single(candidate);
            if (errors.Count == 0 && Beside(candidate, names, addresses) is { } conflict) errors = [conflict];

            if (errors.Count > 0)
            {
                withheld.Add(new(candidate.Name, errors, candidate.Origins));
                continue;
            }
            kept.Add(candidate);
            names.Add(candidate.Name);
            foreach (var (_, address) in Addresses(candidate.Message)) addresses.TryAdd(address, candidate);
        }
        return new(kept, withheld);
    }

    private static ConfigError? Beside(Candidate candidate, HashSet<string> names, Dictionary<string, Candidate> addresses)
    {
        if (names.Contains(candidate.Name)) return new("name", $"'{candidate.Name}' is the name of another resource of this type too");
        foreach (var (field, address) in Addresses(candidate.Message))
        {
            if (addresses.TryGetValue(address, out var other)) return new(field, $"{address} is the address of listener '{other.Name}'{From(other)} already");
        }
        return null;
    }

    private static string From(Candidate other) => other.Origins.Count == 0 ? "" : $" (from {string.Join(", ", other.Origins)})";

    private static IEnumerable<(string Field, string Address)> Addresses(IMessage message)
    {
        if (message is not Listener listener) yield break;
        if (AddressInvariants.Key(listener.Address) is { } address) yield return ("address", address);
        for (var i = 0; i < listener.AdditionalAddresses.Count; i++)
        {
            if (AddressInvariants.Key(listener.AdditionalAddresses[i].Address) is { } more) yield return ($"additional_addresses[{i}]", more);
        }
    }
}
