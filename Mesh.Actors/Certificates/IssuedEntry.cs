namespace Mesh.Actors.Certificates;

/// <summary>One signature: what an audit wants to know of it.</summary>
/// <param name="Who">The SPIFFE id in the certificate, or the host names of a server's.</param>
/// <param name="Requester">By what the caller proved who it is, and the proxy's id where it has one.</param>
/// <param name="Remote">Address of the caller.</param>
/// <param name="Root">Fingerprint of the root that it leads to.</param>
/// <param name="Bundle">The roots that the caller was told with it; null where it is told of roots on its own way, and what it holds is seen there.</param>
public sealed record IssuedEntry(
    string Who, UInt128 Serial, DateTimeOffset NotBefore, DateTimeOffset NotAfter, string Member, string Requester, string Remote, string Reason, string Root, string? Bundle);
