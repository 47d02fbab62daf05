using Mesh.Actors.Certificates;
using Mesh.Core.Security.Tokens;

namespace Mesh.Gateway.Certificates;

/// <summary>The file of issuers, read again when it changes: keys are replaced while everything runs. One that cannot be read leaves the last good one in force.</summary>
public sealed class TokenIssuerFile(string path, string audience, Func<string> trustDomain, ICertificateObserver observer, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private string _text = "";
    private string _domain = "";
    private DateTimeOffset _lookAt;
    private TokenVerifier? _current;

    public TokenVerifier? Current
    {
        get
        {
            lock (_gate)
            {
                if (time.GetUtcNow() < _lookAt) return _current;
                _lookAt = time.GetUtcNow() + LookEvery;
                Look();
                return _current;
            }
        }
    }

    private void Look()
    {
        try
        {
            var (text, domain) = (File.ReadAllText(path), trustDomain());
            if (text == _text && domain == _domain) return;
            (_text, _domain) = (text, domain);
            var (issuers, errors) = TokenIssuerReader.Read(text, audience);
            if (errors.Count == 0) _current = new(issuers, domain);
            foreach (var error in errors) observer.AuthorityTroubled($"{path} {error}; the issuers before stay in force", null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_text.Length > 0) observer.AuthorityTroubled($"{path} cannot be read: {e.Message}; the issuers before stay in force", null);
            _text = "";
        }
    }
}
