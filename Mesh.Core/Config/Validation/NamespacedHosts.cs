namespace Mesh.Core.Config.Validation;

/// <summary>Hosts of Gateways and Sidecars: a name, with a namespace before it.</summary>
internal static class NamespacedHosts
{
    /// <param name="isGateway">Gateways may leave the namespace out, and cannot say ~ (none).</param>
    public static void NamespacedHost(this Findings findings, string field, string host, bool isGateway)
    {
        var slash = host.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 && !isGateway)
        {
            findings.Error(field, $"must be namespace/host, with *, . or ~ for the namespace where that is meant, not \"{host}\"");
            return;
        }
        var ns = slash < 0 ? "*" : host[..slash];
        if (ns is not ("*" or ".") && !(ns.StartsWith('~') && !isGateway) && !Dns.IsLabel(ns))
        {
            findings.Error(field, $"\"{ns}\" is not a namespace{(isGateway ? ", nor * or ." : ", nor *, . or ~")}");
        }
        Name(findings, field, host[(slash + 1)..]);
    }

    private static void Name(Findings findings, string field, string name)
    {
        if (name == "*" || (name.Contains('.', StringComparison.Ordinal) && Dns.IsAddress(name))) return;
        if (!name.Contains('.', StringComparison.Ordinal)) findings.Error(field, $"must be a full name such as {(name.Length == 0 ? "cart" : name)}.example.com, not \"{name}\"");
        else if (Dns.HasPartialWildcard(name)) findings.Error(field, $"a wildcard must be the whole first label, as in *.example.com, not \"{name}\"");
        else findings.WildcardDomain(field, name);
    }
}
