using System.Collections.Immutable;

namespace Mesh.Core.Security.Jwks;

/// <summary>The keys that a member knows, by where they come from. Immutable; keys that did not change keep their reference.</summary>
public sealed class JwksBook
{
    public static readonly JwksBook Empty = new(ImmutableDictionary<JwksSource, JwksKeys>.Empty);

    private readonly ImmutableDictionary<JwksSource, JwksKeys> _keys;

    private JwksBook(ImmutableDictionary<JwksSource, JwksKeys> keys) => _keys = keys;

    /// <returns>null while they are not known, and tokens of their issuer are refused.</returns>
    public JwksKeys? Of(JwksSource source) => _keys.GetValueOrDefault(source);

    public JwksBook With(JwksSource source, JwksKeys keys) => ReferenceEquals(Of(source), keys) ? this : new(_keys.SetItem(source, keys));

    /// <summary>Without what no policy names any more.</summary>
    public JwksBook Only(IReadOnlySet<JwksSource> wanted) => _keys.Keys.All(wanted.Contains) ? this : new(_keys.RemoveRange(_keys.Keys.Where(x => !wanted.Contains(x))));
}
