namespace Mesh.Core.Xds;

/// <summary>What a stream would say of itself to an operator. Holds names and versions, never a resource's body.</summary>
public sealed record StreamStatus(StreamKind Kind, string NodeId, IReadOnlyList<TypeStatus> Types);

/// <summary>One type on one stream.</summary>
/// <param name="Names">Names subscribed to, beside the wildcard.</param>
/// <param name="Sent">Version last sent, or known to the client by its own word; empty when nothing was.</param>
/// <param name="Acked">Version last acknowledged; empty when none was.</param>
/// <param name="LastNonce">Of the last response; empty when there was none.</param>
/// <param name="LastNack">The last refusal, kept after the client accepted a later response.</param>
public sealed record TypeStatus(
    XdsType Type,
    bool Wildcard,
    NameSet Names,
    SyncState State,
    string Sent,
    string Acked,
    string LastNonce,
    Nack? LastNack);

/// <summary>As <c>istioctl proxy-status</c> knows it.</summary>
public enum SyncState
{
    NotSent,
    Synced,
    Stale,
    Error,
}
