using Mesh.Core.Values;

namespace Mesh.Core.Checks;

/// <summary>
/// Collects what is wrong with one resource. A check names fields relative to the message it looks at; its caller then puts the path of that message in
/// front. So a path is only ever built for what is wrong, and checking what is right allocates nothing.
/// </summary>
public sealed class Findings
{
    /// <summary>A resource with more errors than this is beyond repair by reading on.</summary>
    public const int Most = 100;

    private List<ConfigError>? _errors;

    public int Count => _errors?.Count ?? 0;

    public IReadOnlyList<ConfigError> All => _errors ?? (IReadOnlyList<ConfigError>)[];

    public void Add(string field, string reason)
    {
        if (Count < Most) (_errors ??= []).Add(new(field, reason));
    }

    /// <summary>Puts <paramref name="prefix"/> before the path of everything found since there were <paramref name="mark"/> findings.</summary>
    public void Under(int mark, string prefix)
    {
        for (var i = mark; i < Count; i++)
        {
            var error = _errors![i];
            var separator = error.Field.Length == 0 || error.Field[0] == '[' ? "" : ".";
            _errors[i] = error with { Field = prefix + separator + error.Field };
        }
    }
}
