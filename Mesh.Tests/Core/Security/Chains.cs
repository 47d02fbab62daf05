using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Security;

namespace Mesh.Tests.Core.Security;

internal static class Chains
{
    public static bool IsTrusted(X509Certificate2 certificate, IEnumerable<X509Certificate2> roots, IEnumerable<X509Certificate2> between, DateTimeOffset at)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy = ChainPolicies.Of(roots, between, at);
        return chain.Build(certificate);
    }
}
