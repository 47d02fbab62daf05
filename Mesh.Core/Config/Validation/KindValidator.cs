namespace Mesh.Core.Config.Validation;

/// <summary>The checks of one kind that a type alone cannot express: ranges, forms, and what excludes what.</summary>
internal abstract class KindValidator
{
    public abstract void Validate(ConfigMeta meta, object spec, Findings findings);
}

/// <inheritdoc/>
internal abstract class KindValidator<TSpec> : KindValidator where TSpec : class
{
    public sealed override void Validate(ConfigMeta meta, object spec, Findings findings) => Validate(meta, (TSpec)spec, findings);

    /// <summary>Fields are named from the document's root: <c>spec.hosts[0]</c>.</summary>
    protected abstract void Validate(ConfigMeta meta, TSpec spec, Findings findings);
}
