namespace Mesh.Core.Security.Callers;

/// <summary>
/// Reads the header <c>x-forwarded-client-cert</c> as a gateway writes it that sets it anew for each request: one element, with one URI. More of
/// either names nobody, since somebody before the gateway may have written the rest. Spec: Envoy's forward_client_cert_details, SANITIZE_SET.
/// </summary>
public static class ForwardedCertificate
{
    private const int MostCharacters = 4096;
    private const string UriKey = "URI=";

    public static SpiffeId? Read(string header)
    {
        if (header.Length > MostCharacters || HoldsOutsideQuotes(header, ',')) return null;
        string? uri = null;
        foreach (var pair in Split(header))
        {
            if (!pair.StartsWith(UriKey, StringComparison.OrdinalIgnoreCase)) continue;
            if (uri is not null) return null;
            uri = pair[UriKey.Length..].Trim('"');
        }
        return uri is null ? null : SpiffeId.Parse(uri);
    }

    private static IEnumerable<string> Split(string header)
    {
        var start = 0;
        var quoted = false;
        for (var i = 0; i < header.Length; i++)
        {
            switch (header[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ';' when !quoted:
                    yield return header[start..i].Trim();
                    start = i + 1;
                    break;
            }
        }
        yield return header[start..].Trim();
    }

    private static bool HoldsOutsideQuotes(string header, char mark)
    {
        var quoted = false;
        for (var i = 0; i < header.Length; i++)
        {
            if (header[i] == '\\' && quoted) i++;
            else if (header[i] == '"') quoted = !quoted;
            else if (header[i] == mark && !quoted) return true;
        }
        return false;
    }
}
