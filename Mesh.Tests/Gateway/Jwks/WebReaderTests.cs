using System.Net;
using System.Security.Cryptography.X509Certificates;
using Mesh.Actors.Jwks;
using Mesh.Core.Values;
using Mesh.Gateway.Jwks;
using Mesh.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace Mesh.Tests.Gateway.Jwks;

public sealed class WebReaderTests : IAsyncLifetime
{
    private static readonly ValueList<IPNetwork> Loopback = [IPNetwork.Parse("127.0.0.0/8")];

    private HttpsSite _site = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _site = await HttpsSite.Start();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task A_document_is_read_over_redirects()
    {
        _site.Show("/keys", "{}");
        _site.Show("/old", context => Redirect(context, "/keys"));

        Assert.Equal("{}", await Read("/old"));
    }

    [Fact]
    public async Task This_machine_is_not_called_unless_permitted()
    {
        _site.Show("/keys", "{}");

        var refusal = await Refused("/keys", Options(allowed: []));

        Assert.Contains("this machine", refusal);
        Assert.Contains("mesh.jwks.allowed-networks", refusal);
        Assert.Equal(0, _site.TimesAsked("/keys"));
    }

    [Fact]
    public async Task A_name_that_leads_to_this_machine_is_not_called_either()
    {
        using var reader = new WebReader(Options(allowed: []), TimeProvider.System);

        var refused = await Assert.ThrowsAsync<WebReadException>(() => reader.Read(_site.Address.Replace("127.0.0.1", "localhost") + "/keys", Cancel));

        Assert.Contains("localhost is 127.0.0.1", refused.Message.Replace("::1", "127.0.0.1"));
        Assert.Equal(0, _site.TimesAsked("/keys"));
    }

    [Theory]
    [InlineData("http://issuer.test/keys", "http://")]
    [InlineData("https://169.254.169.254/latest/meta-data", "metadata")]
    [InlineData("file:///etc/passwd", "no URL")]
    public async Task A_redirect_leads_nowhere_where_the_URL_itself_may_not(string target, string reason)
    {
        _site.Show("/keys", context => Redirect(context, target));

        Assert.Contains(reason, await Refused("/keys"));
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        _site.Show("/a", context => Redirect(context, "/a"));

        Assert.Contains("redirects more than 3 times", await Refused("/a"));
        Assert.Equal(4, _site.TimesAsked("/a"));
    }

    [Fact]
    public async Task A_long_answer_is_not_read_to_its_end_whether_or_not_it_says_how_long_it_is()
    {
        _site.Show("/said", context =>
        {
            context.Response.ContentLength = 100_000;
            return context.Response.WriteAsync(new string('x', 100_000));
        });
        _site.Show("/unsaid", async context =>
        {
            for (var i = 0; i < 100_000; i++) await context.Response.WriteAsync(new string('x', 10_000), context.RequestAborted);
        });

        Assert.Contains("longer than 1000 bytes", await Refused("/said"));
        Assert.Contains("longer than 1000 bytes", await Refused("/unsaid"));
    }

    [Fact]
    public async Task An_answer_that_drips_ends_with_the_time_limit()
    {
        _site.Show("/slow", async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await Task.Delay(20, context.RequestAborted);
            }
        });

        Assert.Contains("no whole answer within 0.3 s", await Refused("/slow", Options() with { Timeout = TimeSpan.FromSeconds(0.3) }));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_not_trusted()
    {
        Assert.Contains("certificate is not trusted", await Refused("/keys", Options() with { Roots = [] }));
    }

    [Fact]
    public async Task A_vouched_certificate_of_another_name_is_not_trusted()
    {
        using var reader = new WebReader(Options() with { Guard = new(false, [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("::1/128")]) }, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<WebReadException>(() => reader.Read(_site.Address.Replace("127.0.0.1", "127.0.0.2") + "/keys", Cancel));

        Assert.NotEmpty(refused.Message);
    }

    [Fact]
    public async Task An_error_says_its_status_and_no_more()
    {
        _site.Show("/keys", context =>
        {
            context.Response.StatusCode = 500;
            return context.Response.WriteAsync("internal secrets");
        });

        Assert.Equal("it answered 500", await Refused("/keys"));
    }

    [Fact]
    public async Task What_is_no_UTF_8_is_no_answer()
    {
        _site.Show("/keys", context => context.Response.Body.WriteAsync(new byte[] { 0xff, 0xfe }).AsTask());

        Assert.Contains("no UTF-8", await Refused("/keys"));
    }

    [Fact]
    public async Task One_that_does_not_answer_holds_up_no_other()
    {
        _site.Show("/slow", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        _site.Show("/keys", "{}");
        using var reader = new WebReader(Options() with { Timeout = TimeSpan.FromMinutes(1) }, TimeProvider.System);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var waiting = Enumerable.Range(0, 3).Select(_ => reader.Read(_site.Address + "/slow", enough.Token)).ToList();

        Assert.Equal("{}", await reader.Read(_site.Address + "/keys", Cancel));

        await enough.CancelAsync();
        foreach (var one in waiting) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
    }

    private WebReaderOptions Options(ValueList<IPNetwork>? allowed = null) =>
        new(new(AllowPlaintext: false, allowed ?? Loopback), TimeSpan.FromSeconds(10), MaxBytes: 1000, MaxRedirects: 3, MaxAtOnce: 4, [X509CertificateLoader.LoadCertificate(_site.Certificate.RawData)]);

    private async Task<string> Read(string path, WebReaderOptions? options = null)
    {
        using var reader = new WebReader(options ?? Options(), TimeProvider.System);
        return await reader.Read(_site.Address + path, Cancel);
    }

    private async Task<string> Refused(string path, WebReaderOptions? options = null) => (await Assert.ThrowsAsync<WebReadException>(() => Read(path, options))).Message;

    private static Task Redirect(HttpContext context, string target)
    {
        context.Response.StatusCode = 302;
        context.Response.Headers.Location = target;
        return Task.CompletedTask;
    }
}
