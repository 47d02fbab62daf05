using Mesh.Core.Config.Yaml;

namespace Mesh.Core.Config.Binding;

/// <summary>Turns one piece of a document into a value of one type.</summary>
internal abstract class ValueBinder
{
    /// <summary>What may stand here, for people: "text", "a list".</summary>
    public abstract string Expected { get; }

    /// <returns>The value; null after a complaint.</returns>
    public abstract object? Bind(ConfigNode node, BindContext context);

    protected object? Mismatch(ConfigNode node, BindContext context)
    {
        context.Refuse(node, $"must be {Expected}, not {node.Describe()}");
        return null;
    }
}
