using System.Linq.Expressions;
using System.Reflection;
using Mesh.Core.Config.Yaml;

namespace Mesh.Core.Config.Binding;

/// <summary>Reads a map into a record, whose properties are the fields. Compiled once for each record type.</summary>
internal sealed class RecordBinder : ValueBinder
{
    private readonly Func<object> _create;
    private readonly Lazy<Dictionary<string, Field>> _fields;
    private readonly HashSet<string> _skipped;
    private readonly Lazy<Field?> _status;

    public RecordBinder(Type type)
    {
        _create = Expression.Lambda<Func<object>>(Expression.New(type)).Compile();
        _skipped = [.. type.GetCustomAttribute<KnownFieldsAttribute>()?.Names ?? []];
        // Records may hold themselves, so the fields' binders are looked up when first needed.
        _fields = new(() => Fields(type));
        _status = new(() => type.GetProperties().FirstOrDefault(x => x.IsDefined(typeof(FromStatusAttribute))) is { } status ? new Field(status) : null);
    }

    public override string Expected => "a map";

    /// <summary>The property that a document's status is read into.</summary>
    public Field? Status => _status.Value;

    public object Create() => _create();

    public override object? Bind(ConfigNode node, BindContext context)
    {
        if (node is not MappingNode map) return Mismatch(node, context);
        var record = _create();
        foreach (var entry in map.Entries)
        {
            context.Enter(entry.Key);
            if (_fields.Value.TryGetValue(entry.Key, out var field))
            {
                if (field.IsAlias(entry.Key) && map.Find(field.Name) is not null) context.Refuse(entry.Line, $"means the same as {field.Name}, which is written too");
                else field.Bind(record, entry, context);
            }
            else if (context.Strictness != Strictness.Modelled && !_skipped.Contains(entry.Key)) Unknown(entry, context);
            context.Leave();
        }
        return record;
    }

    private void Unknown(MappingEntry entry, BindContext context)
    {
        var allowed = _fields.Value.Where(x => !x.Value.IsAlias(x.Key)).Select(x => x.Key).Order(StringComparer.Ordinal).ToArray();
        context.RefuseExtra(entry.Line, allowed.Length == 0
            ? "unknown field; this map has none"
            : $"unknown field{NearestName.Hint(entry.Key, allowed)}; allowed: {string.Join(", ", allowed)}");
    }

    private static Dictionary<string, Field> Fields(Type type)
    {
        var fields = new Dictionary<string, Field>(StringComparer.Ordinal);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(x => x.CanWrite && !x.IsDefined(typeof(FromStatusAttribute)) && !x.IsDefined(typeof(SetByReaderAttribute))))
        {
            var field = new Field(property);
            fields.Add(field.Name, field);
            if (property.GetCustomAttribute<ConfigAliasAttribute>() is { } alias) fields.Add(alias.Name, field);
        }
        return fields;
    }

    /// <summary>One property: its name in YAML, its binder and its setter.</summary>
    internal sealed class Field
    {
        private readonly ValueBinder _binder;
        private readonly Action<object, object?> _set;
        private readonly bool _nullAllowed;

        public Field(PropertyInfo property)
        {
            Name = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
            _binder = Binders.For(property);
            _nullAllowed = property.IsDefined(typeof(NullAllowedAttribute));
            var (record, value) = (Expression.Parameter(typeof(object)), Expression.Parameter(typeof(object)));
            var call = Expression.Call(Expression.Convert(record, property.DeclaringType!), property.SetMethod!, Expression.Convert(value, property.PropertyType));
            _set = Expression.Lambda<Action<object, object?>>(call, record, value).Compile();
        }

        public string Name { get; }

        public bool IsAlias(string name) => name != Name;

        public void Bind(object record, MappingEntry entry, BindContext context)
        {
            entry.Taken = true;
            if (entry.Value is not ScalarNode { IsNull: true }) _set(record, _binder.Bind(entry.Value, context));
            else if (context.Strictness == Strictness.Schema && !_nullAllowed)
            {
                context.Refuse(entry.Line, $"must be {_binder.Expected}, not null; leave the field out where it has no value");
            }
        }
    }
}
