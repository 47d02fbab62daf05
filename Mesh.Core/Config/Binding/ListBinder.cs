using Mesh.Core.Config.Yaml;
using Mesh.Core.Values;

namespace Mesh.Core.Config.Binding;

internal sealed class ListBinder<T>(ValueBinder items) : ValueBinder
{
    public override string Expected => "a list";

    public override object? Bind(ConfigNode node, BindContext context)
    {
        if (node is not SequenceNode list) return Mismatch(node, context);
        var values = new List<T>(list.Items.Count);
        for (var i = 0; i < list.Items.Count; i++)
        {
            context.Enter(i);
            if (items.Bind(list.Items[i], context) is T value) values.Add(value);
            context.Leave();
        }
        return values.ToValueList();
    }
}
