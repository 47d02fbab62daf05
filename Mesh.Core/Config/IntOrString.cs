using System.Globalization;

namespace Mesh.Core.Config;

/// <summary>Kubernetes' IntOrString: a port by number or by the name that a container gives it. Exactly one is set.</summary>
public sealed record IntOrString(int? Number, string? Name)
{
    public IntOrString(int number) : this(number, null)
    {
    }

    public IntOrString(string name) : this(null, name)
    {
    }

    public override string ToString() => Name ?? Number.GetValueOrDefault().ToString(CultureInfo.InvariantCulture);
}
