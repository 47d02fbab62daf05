using Envoy.Extensions.Filters.Http.JwtAuthn.V3;
using Mesh.Core.Security.Jwks;

namespace Mesh.Core.Checks.Invariants;

internal static class JwtInvariants
{
    public static void JwtAuthentication(JwtAuthentication filter, Findings findings)
    {
        for (var i = 0; i < filter.Rules.Count; i++)
        {
            if (filter.Rules[i].Requires is { } requirement) Requirement(requirement, $"rules[{i}].requires");
            var name = filter.Rules[i].RequirementName;
            if (name.Length > 0 && !filter.RequirementMap.ContainsKey(name)) findings.Add($"rules[{i}].requirement_name", $"there is no requirement '{name}'");
        }
        foreach (var (name, requirement) in filter.RequirementMap) Requirement(requirement, $"requirement_map[\"{name}\"]");
        foreach (var (name, provider) in filter.Providers.OrderBy(x => x.Key, StringComparer.Ordinal))
        {
            if (provider.LocalJwks is { InlineString.Length: > 0 } local && JwksText.Problem(local.InlineString) is { } problem) findings.Add($"providers[\"{name}\"].local_jwks.inline_string", problem);
        }

        void Requirement(JwtRequirement requirement, string path)
        {
            var provider = requirement.RequiresTypeCase switch
            {
                JwtRequirement.RequiresTypeOneofCase.ProviderName => requirement.ProviderName,
                JwtRequirement.RequiresTypeOneofCase.ProviderAndAudiences => requirement.ProviderAndAudiences.ProviderName,
                _ => null,
            };
            if (provider is not null && !filter.Providers.ContainsKey(provider)) findings.Add(path, $"there is no provider '{provider}'");
            foreach (var one in requirement.RequiresAny?.Requirements ?? []) Requirement(one, path);
            foreach (var one in requirement.RequiresAll?.Requirements ?? []) Requirement(one, path);
        }
    }
}
