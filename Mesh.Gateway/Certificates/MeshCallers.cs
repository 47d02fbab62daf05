using System.Net;
using Mesh.Actors.Certificates;
using Mesh.Actors.Connections;
using Mesh.Core.Security;
using Mesh.Core.Security.Callers;
using Microsoft.AspNetCore.Http;

namespace Mesh.Gateway.Certificates;

/// <summary>
/// Who is calling: by client certificate, else by token. A trusted gateway may speak for somebody else. On the TLS port who proves nothing is refused; on
/// a plaintext port such a caller is nobody.
/// </summary>
public sealed class MeshCallers(Tokens tokens, RevokedSerials revoked, CallerOptions options, TimeProvider time) : ICallers
{
    private const string ForwardedHeader = "x-forwarded-client-cert";
    private const string Bearer = "Bearer ";

    public ValueTask<CallerOutcome> Who(HttpContext context)
    {
        var address = AnonymousCallers.AddressOf(context);
        var client = context.Features.Get<ClientIdentity>();
        if (client?.Id is { } id) return new(ByCertificate(context, id, client, address));
        var header = context.Request.Headers.Authorization;
        if (header is [{ } bearer] && bearer.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)) return ByToken(bearer[Bearer.Length..].Trim(), address);
        if (header.Count > 0) return new(Refused(address, "its authorization is no bearer token"));
        return new(client is null ? new CallerOutcome(new(address), null) : Refused(address, "it has shown neither a certificate of the mesh nor a token"));
    }

    private CallerOutcome ByCertificate(HttpContext context, SpiffeId id, ClientIdentity client, IPEndPoint? address)
    {
        if (revoked.Contains(client.Serial)) return Refused(address, $"the certificate {CertificateAuthority.SerialText(client.Serial)} of {id} was revoked");
        // A connection may outlive the certificate that it was made with.
        if (client.NotAfter <= time.GetUtcNow()) return Refused(address, $"the certificate of {id} has ended");
        var forwarded = context.Request.Headers[ForwardedHeader];
        if (forwarded.Count == 0 || !options.TrustedGateways.Contains(id)) return new(new(address, new(id, Proof.ClientCertificate, client.NotAfter, client.Serial)), null);
        return forwarded is [{ } text] && ForwardedCertificate.Read(text) is { } behind
            ? new(new(address, new(behind, Proof.TrustedGateway, client.NotAfter, client.Serial)), null)
            : Refused(address, $"the gateway {id} forwards no certificate that names one caller");
    }

    private async ValueTask<CallerOutcome> ByToken(string token, IPEndPoint? address)
    {
        var (caller, reason) = await tokens.Who(token);
        return caller is null ? Refused(address, reason ?? "its token proves nothing") : new(new(address, caller), null);
    }

    private static CallerOutcome Refused(IPEndPoint? address, string why) => new(new StreamPeer(address), why);
}
