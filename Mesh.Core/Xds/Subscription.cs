namespace Mesh.Core.Xds;

/// <summary>What a client wants of one type. Immutable; its sets of names are shared with all who want the same.</summary>
/// <param name="Legacy">Wildcard because nothing was ever named (rules 28 and 32).</param>
/// <param name="Explicit">Wildcard because "*" was named (rule 29).</param>
/// <param name="Names">Named one by one.</param>
/// <param name="Globs">xdstp names that stand for many (rule 71).</param>
internal sealed record Subscription(bool Legacy, bool Explicit, NameSet Names, NameSet Globs)
{
    public const string Star = "*";

    public static readonly Subscription None = new(false, false, NameSet.Empty, NameSet.Empty);
    public static readonly Subscription LegacyWildcard = None with { Legacy = true };

    public bool Wildcard => Legacy || Explicit;

    public bool IsNone => !Wildcard && Names.Count == 0 && Globs.Count == 0;

    public NameSet AllNames => Globs.Count == 0 ? Names : Names.With(Globs);

    public static Subscription To(bool star, IReadOnlyCollection<string> names) => None.Add(star, names);

    public Subscription Add(bool star, IReadOnlyCollection<string> names)
    {
        var globs = names.Where(XdstpName.IsGlob).ToArray();
        return new(
            Legacy: false,
            Explicit: Wildcard || star,
            Names.With(globs.Length == 0 ? names : names.Where(x => !XdstpName.IsGlob(x))),
            globs.Length == 0 ? Globs : Globs.With(globs));
    }

    public Subscription Drop(bool star, IReadOnlyCollection<string> names) =>
        this with { Explicit = Explicit && !star, Names = Names.Without(names), Globs = Globs.Without(names) };

    /// <summary>Whether the client wants the resource, by whatever name.</summary>
    public bool Covers(XdsResource resource)
    {
        if (Wildcard || Names.Contains(resource.Name)) return true;
        foreach (var alias in resource.Aliases)
        {
            if (Names.Contains(alias)) return true;
        }
        return Globs.Count > 0 && XdstpName.GlobOf(resource.Name) is { } glob && Globs.Contains(glob);
    }

    public bool Covers(string name) => Wildcard || Names.Contains(name) || (Globs.Count > 0 && Globs.Contains(name));

    /// <summary>All of <paramref name="set"/> that the client wants, in order of name. The set's own list where that is all of it.</summary>
    public IReadOnlyList<XdsResource> Of(XdsResourceSet set) =>
        Wildcard ? set.All
        : Globs.Count > 0 || set.HasAliases ? [.. set.All.Where(Covers)]
        : XdsResourceSet.Intersect(set, Names);

    public UInt128 DigestOf(XdsResourceSet set)
    {
        if (Wildcard) return set.Digest;
        UInt128 digest = 0;
        foreach (var resource in Of(set)) digest += resource.Digest;
        return digest;
    }
}
