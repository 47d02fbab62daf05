using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Mesh.Core.Values;

namespace Mesh.Core.Config.Binding;

/// <summary>The binder of every type that a record's property may have.</summary>
internal static class Binders
{
    private static readonly ConcurrentDictionary<Type, ValueBinder> ByType = new(new Dictionary<Type, ValueBinder>
    {
        [typeof(string)] = new TextBinder(),
        [typeof(bool)] = new BoolBinder(),
        [typeof(int)] = new IntegerBinder<int>(),
        [typeof(uint)] = new IntegerBinder<uint>(),
        [typeof(long)] = new IntegerBinder<long>(),
        [typeof(ulong)] = new IntegerBinder<ulong>(),
        [typeof(double)] = new DoubleBinder(),
        [typeof(DateTimeOffset)] = new TimestampBinder(),
        [typeof(TimeSpan)] = new DurationBinder(DurationRule.WholeMilliseconds),
        [typeof(JsonElement)] = new JsonBinder(),
        [typeof(IntOrString)] = new IntOrStringBinder(),
        [typeof(SecretBytes)] = new SecretBytesBinder(),
        [typeof(SecretText)] = new SecretTextBinder(),
    });

    public static ValueBinder For(PropertyInfo property) =>
        property.GetCustomAttribute<DurationRuleAttribute>() is { } duration ? new DurationBinder(duration.Rule) : For(property.PropertyType);

    public static RecordBinder ForRecord(Type type) => (RecordBinder)For(type);

    private static ValueBinder For(Type type)
    {
        var value = Nullable.GetUnderlyingType(type) ?? type;
        return ByType.GetOrAdd(value, Make);
    }

    private static ValueBinder Make(Type type)
    {
        if (type.IsEnum) return new EnumBinder(type);
        if (!type.IsGenericType) return new RecordBinder(type);
        var item = type.GetGenericArguments()[0];
        var binder = type.GetGenericTypeDefinition() == typeof(ValueList<>) ? typeof(ListBinder<>) : typeof(MapBinder<>);
        return (ValueBinder)Activator.CreateInstance(binder.MakeGenericType(item), For(item))!;
    }
}
