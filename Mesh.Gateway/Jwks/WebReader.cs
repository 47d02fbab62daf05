using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mesh.Actors.Jwks;

namespace Mesh.Gateway.Jwks;

/// <summary>
/// Reads what users' objects name by URL, as a careful stranger would: only where the guard lets it, at the very address that the guard has seen, step by
/// step along redirects, not longer and not more than it is told. No proxy, cookie, credential or compression comes into it.
/// </summary>
public sealed class WebReader : IWebReader, IDisposable
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly WebReaderOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _atOnce;
    private readonly HttpClient _http;

    public WebReader(WebReaderOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _atOnce = new(options.MaxAtOnce);
        _http = new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = new GuardedConnect(options.Guard).Connect,
            Credentials = null,
            MaxResponseHeadersLength = 16,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            SslOptions = Tls(options.Roots),
            UseCookies = false,
            UseProxy = false,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        _http.DefaultRequestHeaders.UserAgent.Add(new("actormesh", null));
    }

    public async Task<string> Read(string url, CancellationToken cancel)
    {
        await _atOnce.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            using var limit = new CancellationTokenSource(_options.Timeout, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
            return await Follow(url, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new WebReadException($"no whole answer within {_options.Timeout.TotalSeconds:0.###} s", e);
        }
        catch (HttpRequestException e)
        {
            throw e.InnerException as WebReadException ?? new WebReadException(Words(e), e);
        }
        catch (Exception e) when (e is IOException or DecoderFallbackException)
        {
            throw new WebReadException(e is DecoderFallbackException ? "the answer is no UTF-8" : e.Message, e);
        }
        finally
        {
            _atOnce.Release();
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _atOnce.Dispose();
    }

    private async Task<string> Follow(string first, CancellationToken cancel)
    {
        var url = first;
        for (var redirects = 0; ; redirects++)
        {
            if (_options.Guard.Refusal(url, out var at) is { } refusal) throw new WebReadException(redirects == 0 ? refusal : $"it leads to {url}, and {refusal}");
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
            if (response.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return await Body(response, cancel).ConfigureAwait(false);
            }
            if (redirects == _options.MaxRedirects) throw new WebReadException($"it redirects more than {_options.MaxRedirects} times");
            url = response.Headers.Location is { } next ? new Uri(at, next).AbsoluteUri : throw new WebReadException($"it answered {(int)response.StatusCode} without saying where to");
        }
    }

    private async Task<string> Body(HttpResponseMessage response, CancellationToken cancel)
    {
        if (response.StatusCode != HttpStatusCode.OK) throw new WebReadException($"it answered {(int)response.StatusCode}");
        if (response.Content.Headers.ContentLength > _options.MaxBytes) throw TooLong();
        using var body = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        using var read = new MemoryStream();
        var buffer = new byte[8192];
        while (await body.ReadAsync(buffer, cancel).ConfigureAwait(false) is > 0 and var count)
        {
            if (read.Length + count > _options.MaxBytes) throw TooLong();
            read.Write(buffer, 0, count);
        }
        return StrictUtf8.GetString(read.GetBuffer().AsSpan(0, (int)read.Length));
    }

    private WebReadException TooLong() => new($"the answer is longer than {_options.MaxBytes} bytes");

    private static string Words(HttpRequestException e) => e.InnerException is AuthenticationException tls ? $"its certificate is not trusted ({tls.Message})" : e.Message;

    private static SslClientAuthenticationOptions Tls(X509Certificate2Collection roots) => roots.Count == 0 ? new() : new()
    {
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            if (errors == SslPolicyErrors.None) return true;
            // Only a chain to a root that the operator named makes up for one that the operating system does not know.
            if (errors != SslPolicyErrors.RemoteCertificateChainErrors || chain is null || certificate is not X509Certificate2 leaf) return false;
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(roots);
            return chain.Build(leaf);
        },
    };
}
