using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mesh.Tests.Fixtures;

/// <summary>A site of HTTPS on loopback with a certificate that only those trust who are told to.</summary>
public sealed class HttpsSite : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, RequestDelegate> _pages = new();
    private readonly ConcurrentDictionary<string, int> _asked = new();

    private HttpsSite(X509Certificate2 certificate)
    {
        Certificate = certificate;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        _app = builder.Build();
        _app.Run(Answer);
    }

    public X509Certificate2 Certificate { get; }

    /// <summary><c>https://127.0.0.1:port</c></summary>
    public string Address { get; private set; } = "";

    public static async Task<HttpsSite> Start()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=issuer", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        var site = new HttpsSite(X509CertificateLoader.LoadPkcs12(request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1)).Export(X509ContentType.Pkcs12), null));
        await site._app.StartAsync();
        site.Address = site._app.Urls.Single();
        return site;
    }

    public void Show(string path, string text) => Show(path, context => context.Response.WriteAsync(text));

    public void Show(string path, RequestDelegate page) => _pages[path] = page;

    public int TimesAsked(string path) => _asked.GetValueOrDefault(path);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Certificate.Dispose();
    }

    private Task Answer(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        _asked.AddOrUpdate(path, 1, (_, count) => count + 1);
        if (_pages.TryGetValue(path, out var page)) return page(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
