namespace Mesh.Core.Xds;

/// <summary>The two variants of the protocol. A stream speaks one of them for its whole life.</summary>
public enum StreamKind
{
    /// <summary>DiscoveryRequest and DiscoveryResponse: a request states all names that the client wants.</summary>
    StateOfTheWorld,

    /// <summary>DeltaDiscoveryRequest and DeltaDiscoveryResponse: a request states what changed in its wishes, a response what changed in the world.</summary>
    Delta,
}
