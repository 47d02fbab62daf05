using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Listeners;

/// <summary>Which connections a filter chain takes; everything when nothing is set.</summary>
public sealed record ChainMatch
{
    public static readonly ChainMatch All = new();

    /// <summary>0: any.</summary>
    public int DestinationPort { get; init; }

    /// <summary>SNI names; <c>*.x</c> covers one or more labels.</summary>
    public ValueList<string> ServerNames { get; init; } = [];

    /// <summary>Original destinations: addresses, or prefixes with a length.</summary>
    public ValueList<string> Destinations { get; init; } = [];

    public ValueList<string> ApplicationProtocols { get; init; } = [];

    /// <summary><c>tls</c>, <c>raw_buffer</c>, or empty.</summary>
    public string TransportProtocol { get; init; } = "";

    public bool IsAll => this == All;

    /// <returns>null for a chain that takes everything.</returns>
    public FilterChainMatch? ToEnvoy()
    {
        if (IsAll) return null;
        var match = new FilterChainMatch { TransportProtocol = TransportProtocol };
        if (DestinationPort != 0) match.DestinationPort = (uint)DestinationPort;
        match.ServerNames.Add(ServerNames);
        match.ApplicationProtocols.Add(ApplicationProtocols);
        match.PrefixRanges.Add(Destinations.Select(RangeOf));
        return match;
    }

    private static CidrRange RangeOf(string text)
    {
        var slash = text.IndexOf('/');
        var address = slash < 0 ? text : text[..slash];
        var whole = address.Contains(':') ? 128u : 32u;
        // What is no range was refused when it was read.
        var length = slash >= 0 && uint.TryParse(text.AsSpan(slash + 1), System.Globalization.CultureInfo.InvariantCulture, out var written) ? written : whole;
        return new() { AddressPrefix = address, PrefixLen = length };
    }
}
