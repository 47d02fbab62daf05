using Mesh.Core.Values;

namespace Mesh.Core.RateLimits;

/// <summary>One level of a domain's descriptors: where a key, with or without a value, leads.</summary>
internal sealed class RateLimitTree
{
    private readonly Dictionary<(string Key, string? Value), Branch> _exact = [];
    private readonly List<(string Key, string Prefix, Branch Branch)> _prefixes = [];

    /// <summary>An exact value wins, then the longest prefix, then the key alone.</summary>
    public Branch? Find(string key, string value)
    {
        if (_exact.TryGetValue((key, value), out var exact)) return exact;
        Branch? best = null;
        var length = -1;
        foreach (var (prefixKey, prefix, branch) in _prefixes)
        {
            if (prefixKey == key && prefix.Length > length && value.StartsWith(prefix, StringComparison.Ordinal)) (best, length) = (branch, prefix.Length);
        }
        return best ?? _exact.GetValueOrDefault((key, null));
    }

    /// <returns>False when the same key and value are there already.</returns>
    public bool Add(string key, string? value, Branch branch)
    {
        if (value is { Length: > 0 } && value.EndsWith('*'))
        {
            if (_prefixes.Exists(x => x.Key == key && x.Prefix == value[..^1])) return false;
            _prefixes.Add((key, value[..^1], branch));
            return true;
        }
        return _exact.TryAdd((key, string.IsNullOrEmpty(value) ? null : value), branch);
    }

    /// <summary>What stands at one key: a limit, more descriptors, or both.</summary>
    internal sealed record Branch(RateLimit? Limit, RateLimitTree? Next);
}
