using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Gateways;

/// <summary>
/// A browser re-uses an HTTP/2 connection for every host that its certificate covers; when the other host is another Gateway's, the request
/// arrives where nobody knows it. Seen from the Gateway that selects at least what the other does.
/// </summary>
internal sealed class DuplicateCertificates : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.DuplicateCertificate];

    public override ValueList<ConfigKind> Reads => [ConfigKind.Gateway];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        var used = input.All<GatewayConfig>(ConfigKind.Gateway).SelectMany(Certificates).ToLookup(x => x.Certificate);
        foreach (var certificate in used.Where(x => x.Select(y => y.Gateway).Distinct().Skip(1).Any()))
        {
            foreach (var one in certificate.DistinctBy(x => x.Gateway))
            {
                foreach (var other in certificate.DistinctBy(x => x.Gateway))
                {
                    if (ReferenceEquals(one.Gateway, other.Gateway) || !Selectors.Selects(one.Gateway.Spec.Selector, other.Gateway.Spec.Selector ?? ValueMap<string>.Empty)) continue;
                    sink.Add(FindingCodes.DuplicateCertificate, one.Gateway, one.Field,
                        $"the Gateways {Name(one.Gateway)} and {Name(other.Gateway)} serve one certificate ({one.Certificate}) from one workload, and clients that re-use HTTP/2 connections may get 404",
                        "put the hosts into one server, or give each a certificate of its own");
                }
            }
        }
    }

    private static IEnumerable<(string Certificate, string Field, ConfigObject<GatewayConfig> Gateway)> Certificates(ConfigObject<GatewayConfig> gateway)
    {
        for (var i = 0; i < gateway.Spec.Servers?.Count; i++)
        {
            var (tls, field) = (gateway.Spec.Servers[i].Tls, $"spec.servers[{i}].tls");
            if (tls is null) continue;
            if (tls.CredentialName is { Length: > 0 } credential) yield return (credential, $"{field}.credentialName", gateway);
            else if (tls.ServerCertificate is { Length: > 0 } file) yield return ($"{file}, {tls.PrivateKey}", $"{field}.serverCertificate", gateway);
            for (var j = 0; j < tls.CredentialNames?.Count; j++) yield return (tls.CredentialNames[j], $"{field}.credentialNames[{j}]", gateway);
        }
    }

    private static string Name(ConfigObject gateway) => $"{gateway.Namespace}/{gateway.Name}";
}
