namespace Mesh.Core.Security.Credentials;

/// <summary>A credential by the name that proxies ask for it under: <c>kubernetes://[NAMESPACE/]NAME</c>, <c>kubernetes-gateway://NAMESPACE/NAME</c>, each with <c>-cacert</c> for its roots.</summary>
/// <param name="Namespace">null for the proxy's own.</param>
/// <param name="Roots">What is asked for are the trusted roots and not the certificate.</param>
public sealed record CredentialName(string Full, string? Namespace, string Name, bool Roots)
{
    private const string RootSuffix = "-cacert";
    private static readonly string[] Schemes = ["kubernetes://", "kubernetes-gateway://"];

    /// <returns>null for what is no credential's name.</returns>
    public static CredentialName? Parse(string full)
    {
        if (Schemes.FirstOrDefault(x => full.StartsWith(x, StringComparison.Ordinal)) is not { } scheme) return null;
        var roots = full.EndsWith(RootSuffix, StringComparison.Ordinal);
        return full[scheme.Length..].Split('/') switch
        {
            [var name] when name.Length > 0 => new(full, null, name, roots),
            [var @namespace, var name] when @namespace.Length > 0 && name.Length > 0 => new(full, @namespace, name, roots),
            _ => null,
        };
    }

    /// <summary>The Secrets that may hold it, the nearest first: roots may lie in one of their own, or beside the certificate.</summary>
    public IEnumerable<string> Secrets => Roots ? [Name, Name[..^RootSuffix.Length]] : [Name];
}
