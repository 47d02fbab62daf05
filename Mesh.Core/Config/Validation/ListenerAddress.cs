namespace Mesh.Core.Config.Validation;

/// <summary>Addresses on which a proxy listens, or to which it connects: of IP, or of a Unix socket.</summary>
internal static class ListenerAddress
{
    public const string UnixScheme = "unix://";

    public static bool IsUnix(string? address) => address is not null && address.StartsWith(UnixScheme, StringComparison.Ordinal);

    /// <summary>An absolute path to a file, or an abstract name that begins with @.</summary>
    public static void Unix(this Findings findings, string field, string address)
    {
        var path = address[UnixScheme.Length..];
        if (path.Length == 0) findings.Error(field, "must name a socket after unix://");
        else if (path[0] != '@' && (path[0] != '/' || path[^1] == '/'))
        {
            findings.Error(field, $"must be an absolute path to a socket, or an abstract name that begins with @, not \"{path}\"");
        }
    }
}
