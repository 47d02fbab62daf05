using System.Globalization;
using System.Numerics;
using Mesh.Core.Config.Yaml;
using Mesh.Core.Values;

namespace Mesh.Core.Config.Binding;

internal sealed class TextBinder : ValueBinder
{
    public override string Expected => "text";

    public override object? Bind(ConfigNode node, BindContext context)
    {
        if (node is not ScalarNode scalar) return Mismatch(node, context);
        if (scalar.Kind == ScalarKind.Text) return scalar.Text;
        context.Refuse(node, $"must be text, not {node.Describe()}; put it in quotes");
        return null;
    }
}

internal sealed class BoolBinder : ValueBinder
{
    public override string Expected => "true or false";

    public override object? Bind(ConfigNode node, BindContext context) =>
        node is ScalarNode { Kind: ScalarKind.Bool } scalar ? YamlScalars.Boolean(scalar.Text) : Mismatch(node, context);
}

/// <typeparam name="T">int, uint, long or ulong.</typeparam>
internal sealed class IntegerBinder<T> : ValueBinder where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    public override string Expected => $"a whole number from {T.MinValue} to {T.MaxValue}";

    public override object? Bind(ConfigNode node, BindContext context)
    {
        if (Whole(node) is not { } value || value < Int128.CreateChecked(T.MinValue) || value > Int128.CreateChecked(T.MaxValue)) return Mismatch(node, context);
        return T.CreateChecked(value);
    }

    /// <summary>JSON knows one kind of number, so 80.0 is as whole as 80.</summary>
    private static Int128? Whole(ConfigNode node) => node switch
    {
        ScalarNode { Kind: ScalarKind.Integer } scalar => YamlScalars.Integer(scalar.Text),
        ScalarNode { Kind: ScalarKind.Float } scalar when YamlScalars.Float(scalar.Text) is { } value && double.IsInteger(value) && Math.Abs(value) < 1e18 => (Int128)value,
        _ => null,
    };
}

internal sealed class DoubleBinder : ValueBinder
{
    public override string Expected => "a number";

    public override object? Bind(ConfigNode node, BindContext context) => node switch
    {
        ScalarNode { Kind: ScalarKind.Integer } scalar when YamlScalars.Integer(scalar.Text) is { } whole => (double)whole,
        ScalarNode { Kind: ScalarKind.Float } scalar when YamlScalars.Float(scalar.Text) is { } value && double.IsFinite(value) => value,
        _ => Mismatch(node, context),
    };
}

internal sealed class TimestampBinder : ValueBinder
{
    public override string Expected => "a time such as 2024-05-01T12:00:00Z";

    public override object? Bind(ConfigNode node, BindContext context) =>
        node is ScalarNode { Kind: ScalarKind.Text } scalar
        && DateTimeOffset.TryParse(scalar.Text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : Mismatch(node, context);
}

internal sealed class IntOrStringBinder : ValueBinder
{
    public override string Expected => "a port number or the name of a port";

    public override object? Bind(ConfigNode node, BindContext context) => node switch
    {
        ScalarNode { Kind: ScalarKind.Integer } scalar when YamlScalars.Integer(scalar.Text) is { } number && number >= 0 && number <= ushort.MaxValue
            => new IntOrString((int)number),
        ScalarNode { Kind: ScalarKind.Text } scalar => new IntOrString(scalar.Text),
        _ => Mismatch(node, context),
    };
}

/// <summary>A Secret's data: base64, whose content no complaint repeats.</summary>
internal sealed class SecretBytesBinder : ValueBinder
{
    public override string Expected => "base64";

    public override object? Bind(ConfigNode node, BindContext context)
    {
        if (node is ScalarNode { Kind: not ScalarKind.Null } scalar)
        {
            var buffer = new byte[scalar.Text.Length];
            if (Convert.TryFromBase64String(scalar.Text, buffer, out var length)) return new SecretBytes(buffer.AsMemory(0, length));
        }
        context.Refuse(node, "must be base64");
        return null;
    }
}

internal sealed class SecretTextBinder : ValueBinder
{
    public override string Expected => "text";

    public override object? Bind(ConfigNode node, BindContext context)
    {
        if (node is ScalarNode { Kind: ScalarKind.Text } scalar) return new SecretText(scalar.Text);
        context.Refuse(node, "must be text; put it in quotes");
        return null;
    }
}
