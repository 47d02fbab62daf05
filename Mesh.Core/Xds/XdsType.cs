using System.Collections.Frozen;

namespace Mesh.Core.Xds;

/// <summary>
/// One type of xDS resource. The table below is the only place that knows what sets the types apart; all else is generic over it.
/// </summary>
/// <param name="ShortName">As operators say it: CDS, EDS, …</param>
/// <param name="Index">Place in <see cref="All"/>, which is the order of a push (rule 57).</param>
/// <param name="Wildcard">An empty first request means "all of them" (rules 28 and 33).</param>
/// <param name="FullState">A state-of-the-world response holds every resource that the client should have (rule 36).</param>
/// <param name="Leaf">Names no cluster, so that it may be served ahead of a change that is still being rolled out.</param>
/// <param name="SkipKnown">A reconnecting delta client is not sent again what it says it holds. Not for what a warming client may still wait for (rule 53).</param>
/// <param name="NeverRemoved">Absence is never told in delta (rule 67: Envoy does not survive the removal of an extension that a listener names).</param>
/// <param name="DeltaOnly">Has no state-of-the-world variant (rule 70).</param>
public sealed record XdsType(
    string TypeUrl,
    string ShortName,
    int Index,
    bool Wildcard,
    bool FullState,
    bool Leaf = false,
    bool SkipKnown = false,
    bool NeverRemoved = false,
    bool DeltaOnly = false)
{
    private const string Prefix = "type.googleapis.com/";

    public static readonly XdsType Cluster = new(Prefix + "envoy.config.cluster.v3.Cluster", "CDS", 0, Wildcard: true, FullState: true, SkipKnown: true);
    public static readonly XdsType Endpoint = new(Prefix + "envoy.config.endpoint.v3.ClusterLoadAssignment", "EDS", 1, Wildcard: false, FullState: false, Leaf: true);
    public static readonly XdsType Listener = new(Prefix + "envoy.config.listener.v3.Listener", "LDS", 2, Wildcard: true, FullState: true, SkipKnown: true);
    public static readonly XdsType Route = new(Prefix + "envoy.config.route.v3.RouteConfiguration", "RDS", 3, Wildcard: false, FullState: false, SkipKnown: true);
    public static readonly XdsType VirtualHost = new(Prefix + "envoy.config.route.v3.VirtualHost", "VHDS", 4, Wildcard: false, FullState: false, DeltaOnly: true);
    public static readonly XdsType Secret = new(Prefix + "envoy.extensions.transport_sockets.tls.v3.Secret", "SDS", 5, Wildcard: false, FullState: false, Leaf: true);
    public static readonly XdsType Extension =
        new(Prefix + "envoy.config.core.v3.TypedExtensionConfig", "ECDS", 6, Wildcard: false, FullState: false, Leaf: true, NeverRemoved: true);
    public static readonly XdsType Name = new(Prefix + "istio.networking.nds.v1.NameTable", "NDS", 7, Wildcard: true, FullState: true, Leaf: true, SkipKnown: true);

    /// <summary>Every type, in the order of a push.</summary>
    public static readonly IReadOnlyList<XdsType> All = [Cluster, Endpoint, Listener, Route, VirtualHost, Secret, Extension, Name];

    private static readonly FrozenDictionary<string, XdsType> ByUrl = All.ToFrozenDictionary(x => x.TypeUrl);

    /// <returns>null for a type that we do not serve (rule 6: it gets silence).</returns>
    public static XdsType? Find(string typeUrl) => ByUrl.GetValueOrDefault(typeUrl);

    public bool Equals(XdsType? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Index;

    public override string ToString() => ShortName;
}
