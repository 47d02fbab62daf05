using System.Net;
using System.Text.RegularExpressions;
using Google.Rpc;
using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Mixer.Handlers;

/// <summary>Allows what stands in a list, or denies it (<c>blacklist</c>). Spec: adapter.list.config.Params.</summary>
internal sealed class ListAdapter : MixerAdapter<ListParams>
{
    public override string Name => "listchecker";

    public override ValueList<string> Templates => ["listentry"];

    protected override IMixerHandler Make(ListParams settings, Findings findings)
    {
        if (settings.ProviderUrl is { Length: > 0 }) findings.Error($"{Field}.providerUrl", "is not fetched: write the entries into overrides");
        var entries = settings.Overrides ?? [];
        for (var i = 0; i < entries.Count; i++)
        {
            if (Problem(settings.EntryType, entries[i]) is { } problem) findings.Error($"{Field}.overrides[{i}]", problem);
        }
        if (findings.Errors.Count > 0) return new ListChecker(_ => false, settings);
        return new ListChecker(Contains(settings.EntryType ?? ListEntryType.Strings, entries), settings);
    }

    private static string? Problem(ListEntryType? type, string entry) => type switch
    {
        ListEntryType.IpAddresses => FieldChecks.SubnetProblem(entry),
        ListEntryType.Regex => Re2.Problem(entry),
        _ => null,
    };

    private static Func<object, bool> Contains(ListEntryType type, ValueList<string> entries)
    {
        switch (type)
        {
            case ListEntryType.IpAddresses:
                var networks = entries.Select(Network).ToArray();
                return value => Address(value) is { } address && networks.Any(x => x.Contains(address));
            case ListEntryType.Regex:
                var patterns = entries.Select(x => new Regex(x, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)).ToArray();
                return value => value is string text && patterns.Any(x => x.IsMatch(text));
            default:
                var texts = entries.ToHashSet(type == ListEntryType.CaseInsensitiveStrings ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
                return value => texts.Contains(value.ToString() ?? "");
        }
    }

    private static IPNetwork Network(string entry)
    {
        var slash = entry.IndexOf('/', StringComparison.Ordinal);
        var address = IPAddress.Parse(slash < 0 ? entry : entry[..slash]);
        var length = slash < 0 ? address.GetAddressBytes().Length * 8 : int.Parse(entry.AsSpan(slash + 1), System.Globalization.CultureInfo.InvariantCulture);
        return new(Masked(address, length), length);
    }

    /// <summary>10.1.2.3/8 means 10.0.0.0/8.</summary>
    private static IPAddress Masked(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++) bytes[i] &= (byte)(0xff << (8 - Math.Clamp(length - (i * 8), 0, 8)));
        return new(bytes);
    }

    private static IPAddress? Address(object value)
    {
        var address = value as IPAddress ?? (IPAddress.TryParse(value as string, out var parsed) ? parsed : null);
        return address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
    }

    private sealed class ListChecker(Func<object, bool> contains, ListParams settings) : ICheckHandler
    {
        private readonly TimeSpan _validFor = settings.CachingInterval ?? TimeSpan.FromMinutes(5);
        private readonly int _validUses = settings.CachingUseCount ?? 10_000;

        public CheckVerdict Check(InstanceValues instance)
        {
            var listed = instance.Value is { } value && contains(value);
            var (code, message) = (settings.Blacklist == true, listed) switch
            {
                (true, true) => (Code.PermissionDenied, $"{instance.Value} is blacklisted"),
                (false, false) => (Code.NotFound, $"{instance.Value ?? "what is not known"} is not whitelisted"),
                _ => (Code.Ok, ""),
            };
            return new(code, message, _validFor, _validUses);
        }
    }
}

internal sealed record ListParams
{
    [ConfigAlias("provider_url")]
    public string? ProviderUrl { get; init; }

    [ConfigAlias("refresh_interval")]
    public TimeSpan? RefreshInterval { get; init; }

    public TimeSpan? Ttl { get; init; }

    [ConfigAlias("caching_interval")]
    public TimeSpan? CachingInterval { get; init; }

    [ConfigAlias("caching_use_count")]
    public int? CachingUseCount { get; init; }

    public ValueList<string>? Overrides { get; init; }

    [ConfigAlias("entry_type")]
    public ListEntryType? EntryType { get; init; }

    public bool? Blacklist { get; init; }
}

internal enum ListEntryType
{
    Strings,
    CaseInsensitiveStrings,
    IpAddresses,
    Regex,
}
