using System.Globalization;

namespace Mesh.Core.Translation.Routes;

/// <summary>Names → domains of a virtual host.</summary>
internal static class Domains
{
    private const string KubernetesInfix = ".svc.";

    /// <param name="port">0: domains without ports, since Envoy ignores the port of the Host header. Else the port that clients must write.</param>
    /// <returns>The full name first.</returns>
    public static IReadOnlyList<string> Of(ServiceNames names, int port)
    {
        var domains = new List<string>();
        foreach (var host in (IEnumerable<string>)[names.Host, .. names.Aliases])
        {
            AddForms(domains, host, port);
            foreach (var shortcut in ShortcutsOf(host, names.ClientNamespace)) AddForms(domains, shortcut, port);
        }
        if (names.Headless) domains.AddRange([.. domains.Select(x => $"*.{x}")]);
        if (names.Address is not null) AddForms(domains, names.Address, port);
        return domains;
    }

    /// <summary>IPv6 addresses stand in brackets, as in the Host header.</summary>
    public static string Literal(string host) => System.Net.IPAddress.TryParse(host, out var address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
        ? $"[{host}]"
        : host;

    public static string WithPort(string host, int port) => string.Create(CultureInfo.InvariantCulture, $"{Literal(host)}:{port}");

    /// <summary>Clients leave out the port of plain HTTP.</summary>
    private static void AddForms(List<string> domains, string host, int port)
    {
        if (port is 0 or 80) domains.Add(Literal(host));
        if (port != 0) domains.Add(WithPort(host, port));
    }

    /// <summary>The absolute name; and of a Kubernetes host the forms that the client's resolver completes.</summary>
    private static IEnumerable<string> ShortcutsOf(string host, string? clientNamespace)
    {
        yield return $"{host}.";
        var end = host.IndexOf(KubernetesInfix, StringComparison.Ordinal);
        var dot = host.IndexOf('.');
        if (clientNamespace is null || end < 0 || dot >= end) yield break;
        if (host.AsSpan(dot + 1, end - dot - 1).SequenceEqual(clientNamespace))
        {
            yield return host[..dot];
            yield return $"{host[..end]}.svc";
            yield return host[..end];
        }
        else
        {
            yield return host[..end];
            yield return $"{host[..end]}.svc";
        }
    }
}
