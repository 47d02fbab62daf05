using System.Globalization;
using Akka.Actor;
using Mesh.Actors.Certificates;
using Mesh.Core.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using static Mesh.Actors.Certificates.CertificateMessages;
using static Mesh.Actors.Certificates.RootMessages;

namespace Mesh.Gateway.People;

/// <summary>Certificates and roots for operators. What changes something asks for a header that no page of another site can send.</summary>
internal static class CertificatePages
{
    /// <summary>The page of one member's certificates.</summary>
    public const string Certificates = "certs";

    /// <summary>Any value will do: a browser sends it for a foreign page only after a question that is not answered here.</summary>
    private const string Deliberate = "x-actormesh-operator";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static void Map(RouteGroupBuilder debug)
    {
        debug.MapGet("/certs", (DebugSources sources, HttpResponse response, CancellationToken cancel) => ClusterPages.Concatenated(sources.Members, response, Certificates, cancel));
        debug.MapGet("/ca", Status);
        debug.MapPost("/ca/rotate", (DebugSources sources, HttpRequest request) => Change(request, sources.Certificates.Roots, RotateRoot.Instance));
        debug.MapPost("/ca/taint", (DebugSources sources, HttpRequest request, string? root) => Change(request, sources.Certificates.Roots, new TaintRoot(root ?? "")));
        debug.MapPost("/certs/revoke", Revoke);
    }

    /// <summary>What this member has signed and has not ended, the newest first.</summary>
    public static IReadOnlyList<CertificateView> Of(DebugSources sources) => [.. sources.Certificates.Ledger.Live(sources.Now).Select(CertificateView.Of)];

    private static async Task<IResult> Status(DebugSources sources) => await Ask(sources.Certificates.Roots, DescribeRoots.Instance) switch
    {
        RootReport report => Results.Json(RootView.Read(report.Json), DebugJson.Options),
        NotNow no => Words(StatusCodes.Status503ServiceUnavailable, no.Reason),
        _ => NoAnswer(),
    };

    private static Task<IResult> Revoke(DebugSources sources, HttpRequest request, string? id, string? serial)
    {
        if (id is null || SpiffeId.Parse(id) is null) return Task.FromResult(Words(StatusCodes.Status400BadRequest, "id must be spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT"));
        if (!UInt128.TryParse(serial, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)) return Task.FromResult(Words(StatusCodes.Status400BadRequest, "serial must be hexadecimal"));
        return Change(request, sources.Certificates.Certificates, new Revoke(id, number, sources.Now.ToUnixTimeMilliseconds()));
    }

    private static async Task<IResult> Change(HttpRequest request, IActorRef actor, object command)
    {
        if (!request.Headers.ContainsKey(Deliberate)) return Words(StatusCodes.Status403Forbidden, $"the header {Deliberate} is missing");
        return await Ask(actor, command) switch
        {
            Done done => Words(StatusCodes.Status200OK, done.What),
            Revoked revoked => Words(StatusCodes.Status200OK, $"{CertificateAuthority.SerialText(revoked.Serial)} is revoked"),
            NotNow no => Words(StatusCodes.Status409Conflict, no.Reason),
            Denied no => Words(StatusCodes.Status409Conflict, no.Reason),
            _ => NoAnswer(),
        };
    }

    private static async Task<object?> Ask(IActorRef actor, object question)
    {
        try
        {
            return await actor.Ask<object>(question, Patience);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private static IResult NoAnswer() => Words(StatusCodes.Status503ServiceUnavailable, "who keeps that does not answer");

    private static IResult Words(int status, string words) => Results.Text(words + "\n", statusCode: status);
}

/// <summary>One certificate, for people.</summary>
internal sealed record CertificateView(string Who, string Serial, DateTimeOffset NotAfter, DateTimeOffset RenewsAt, string Member, string Root, string Requester, string Remote, string Reason)
{
    public static CertificateView Of(IssuedEntry entry) => new(
        entry.Who,
        CertificateAuthority.SerialText(entry.Serial),
        entry.NotAfter,
        entry.NotBefore + CertificateAuthority.Skew + ((entry.NotAfter - entry.NotBefore - CertificateAuthority.Skew) / 2),
        entry.Member,
        entry.Root,
        entry.Requester,
        entry.Remote,
        entry.Reason);
}
