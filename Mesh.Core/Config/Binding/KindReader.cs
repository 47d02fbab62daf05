using System.Collections.Frozen;
using System.Linq.Expressions;

namespace Mesh.Core.Config.Binding;

/// <summary>What is compiled once for a kind: the binder of its record, and the constructor of its object.</summary>
internal sealed class KindReader
{
    private static readonly FrozenDictionary<ConfigKind, Lazy<KindReader>> ByKind =
        ConfigKinds.All.ToFrozenDictionary(x => x.Kind, x => new Lazy<KindReader>(() => new KindReader(x)));

    private KindReader(ConfigKindInfo info)
    {
        Record = Binders.ForRecord(info.SpecType);
        Make = Constructor(info);
    }

    public RecordBinder Record { get; }

    public Func<ConfigMeta, ConfigSource, object, ConfigObject> Make { get; }

    public static KindReader Of(ConfigKindInfo info) => ByKind[info.Kind].Value;

    private static Func<ConfigMeta, ConfigSource, object, ConfigObject> Constructor(ConfigKindInfo info)
    {
        var constructor = typeof(ConfigObject<>).MakeGenericType(info.SpecType).GetConstructors()[0];
        var (meta, source, spec) = (Expression.Parameter(typeof(ConfigMeta)), Expression.Parameter(typeof(ConfigSource)), Expression.Parameter(typeof(object)));
        var made = Expression.New(constructor, Expression.Constant(info.Kind), meta, source, Expression.Convert(spec, info.SpecType));
        return Expression.Lambda<Func<ConfigMeta, ConfigSource, object, ConfigObject>>(made, meta, source, spec).Compile();
    }
}
