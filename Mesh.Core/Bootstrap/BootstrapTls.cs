namespace Mesh.Core.Bootstrap;

/// <summary>How an Envoy speaks to the control plane's TLS port. Files are named and not read: Envoy reads them.</summary>
/// <param name="RootFile">PEM of what to trust: root-cert.pem of a member, or the ConfigMap istio-ca-root-cert.</param>
/// <param name="ServerName">DNS name that the control plane's certificate has to hold.</param>
/// <param name="TokenFile">null to prove nothing by a token; with one there has to be a <paramref name="FollowDirectory"/>.</param>
/// <param name="CertificateFile">Client certificate and what leads to its root; null for none, then so is <paramref name="KeyFile"/>.</param>
/// <param name="FollowDirectory">
/// Where <see cref="BootstrapSecrets"/> are written as files of their own, by which Envoy follows changes of the certificates; null: it reads them once.
/// </param>
public sealed record BootstrapTls(string RootFile, string ServerName, string? TokenFile = null, string? CertificateFile = null, string? KeyFile = null, string? FollowDirectory = null)
{
    /// <summary>The name that Istio's agents dial.</summary>
    public const string DefaultServerName = "istiod.istio-system.svc";
}
