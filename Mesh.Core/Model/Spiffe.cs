namespace Mesh.Core.Model;

public static class Spiffe
{
    public const string Scheme = "spiffe://";

    /// <summary>An @ in a trust domain, which no URI may hold there, becomes a dot.</summary>
    public static string Id(string trustDomain, string @namespace, string serviceAccount) =>
        $"{Scheme}{trustDomain.Replace('@', '.')}/ns/{@namespace}/sa/{serviceAccount}";
}
