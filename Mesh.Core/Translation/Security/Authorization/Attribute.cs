using Envoy.Config.Rbac.V3;

namespace Mesh.Core.Translation.Security.Authorization;

/// <summary>
/// One attribute that a rule can ask for, and how Envoy is asked for it: by the permission (what is called) or by the principal (who calls).
/// </summary>
/// <param name="HttpOnly">Unknown on a TCP connection.</param>
internal sealed record Attribute(bool HttpOnly, Func<IReadOnlyList<string>, Permission>? Permission = null, Func<IReadOnlyList<string>, Principal>? Principal = null)
{
    /// <summary>Any of the values, each by itself.</summary>
    public static Attribute Of(Func<string, Permission> one, bool httpOnly = false) => new(httpOnly, Permission: values =>
    {
        var any = new Permission { OrRules = new() };
        any.OrRules.Rules.Add(values.Select(one));
        return any;
    });

    /// <inheritdoc cref="Of(Func{string, Permission}, bool)"/>
    public static Attribute Of(Func<string, Principal> one, bool httpOnly = false) => new(httpOnly, Principal: values =>
    {
        var any = new Principal { OrIds = new() };
        any.OrIds.Ids.Add(values.Select(one));
        return any;
    });
}

/// <summary>What a rule asks of one attribute: one of these, and none of those.</summary>
internal sealed record Demand(Attribute Attribute, IReadOnlyList<string> Values, IReadOnlyList<string> NotValues)
{
    public bool IsEmpty => Values.Count == 0 && NotValues.Count == 0;

    public IEnumerable<Permission> Permissions()
    {
        if (Values.Count > 0) yield return Attribute.Permission!(Values);
        if (NotValues.Count > 0) yield return new() { NotRule = Attribute.Permission!(NotValues) };
    }

    public IEnumerable<Principal> Principals()
    {
        if (Values.Count > 0) yield return Attribute.Principal!(Values);
        if (NotValues.Count > 0) yield return new() { NotId = Attribute.Principal!(NotValues) };
    }
}
