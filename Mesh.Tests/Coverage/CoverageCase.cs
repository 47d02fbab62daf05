using System.Collections;
using System.Reflection;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation;
using Mesh.Core.Values;
using Mesh.Gateway.Files;
using Mesh.Tests.Fixtures;
using Mesh.Tests.Golden;

namespace Mesh.Tests.Coverage;

/// <summary>
/// A golden case as an instrument: which fields it sets, and whether what its proxies are sent depends on them. Fields are taken out of the records that were
/// read, or given another value, and put back.
/// </summary>
internal sealed class CoverageCase
{
    private static readonly BindingFlags Everything = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
    private static readonly FieldInfo MetaField = typeof(ConfigObject).GetField("<Meta>k__BackingField", Everything)!;

    private readonly IReadOnlyList<ConfigObject> _objects;
    private readonly MeshConfig _user;
    private readonly IReadOnlyList<Proxy> _proxies;
    private readonly Lazy<string[]> _sent;

    private CoverageCase(string name, IReadOnlyList<ConfigObject> objects, MeshConfig user, IReadOnlyList<Proxy> proxies)
    {
        Name = name;
        _objects = objects;
        _user = user;
        _proxies = proxies;
        _sent = new(Sent);
        Sets = (HashSet<Field>)[.. Occurrences().Select(x => FieldTable.Of(x.Property)), .. objects.SelectMany(x => x.Meta.Annotations.Keys.Concat(x.Meta.Labels.Keys)).Select(x => new Field(FieldTable.Annotations, x))];
    }

    public string Name { get; }

    public IReadOnlySet<Field> Sets { get; }

    /// <summary>All cases whose proxies get what istiod sends, and our own; without what is pending.</summary>
    public static IReadOnlyList<CoverageCase> All() =>
    [
        .. new[] { "istiod", "istiod-filters", "gateway-api" }.SelectMany(ConformanceData.Rows).Where(x => !PendingList.Current.Contains(x.Name)).GroupBy(x => x.Folder)
            .Select(x => Read(x.First().Case, Path.Combine(x.Key, "config"), Path.Combine(x.Key, "mesh.yaml"), [.. x.Select(y => GoldenProxy.Read(Path.Combine(y.Folder, "proxies", $"{y.Proxy}.json"), y.Area == "istiod-filters"))])),
        .. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "Mesh.Tests", "Golden")).Where(x => File.Exists(Path.Combine(x, "in.yaml"))).Order(StringComparer.Ordinal)
            .Select(x => Read(Path.GetFileName(x), Path.Combine(x, "in.yaml"), Path.Combine(x, "mesh.yaml"), [GoldenProxy.Read(Path.Combine(x, "proxy.json"))])),
    ];

    /// <summary>True when some proxy is sent something else as soon as the field is not there, or says something else.</summary>
    public bool DependsOn(Field field)
    {
        if (!Sets.Contains(field)) return false;
        return field.Message == FieldTable.Annotations ? DependsOnMeta(field.Name) : DependsOnProperty(field);
    }

    private static CoverageCase Read(string name, string config, string mesh, IReadOnlyList<Proxy> proxies)
    {
        var loaded = ConfigLoader.Load(new FileConfigOptions([config], null));
        var text = File.Exists(mesh) ? File.ReadAllText(mesh) : loaded.Objects.OfType<ConfigObject<ConfigMapObject>>().Where(x => x.Name == "istio").Select(x => x.Spec.Data?.GetValueOrDefault("mesh")).FirstOrDefault();
        var user = text is null ? new() : RecordReader.Read<MeshConfig>(text, skipUnknown: true).Value ?? new();
        return new(name, loaded.Objects, user, proxies);
    }

    private bool DependsOnProperty(Field field)
    {
        var places = Occurrences().Where(x => FieldTable.Of(x.Property) == field).ToList();
        foreach (var alternative in (Func<object, object?>[])[_ => null, Altered, Shorter])
        {
            var before = places.Select(x => x.Property.GetValue(x.Holder)).ToList();
            try
            {
                for (var i = 0; i < places.Count; i++) places[i].Property.SetValue(places[i].Holder, alternative(before[i]!));
                if (Differs()) return true;
            }
            finally
            {
                for (var i = 0; i < places.Count; i++) places[i].Property.SetValue(places[i].Holder, before[i]);
            }
        }
        return false;
    }

    private bool DependsOnMeta(string key)
    {
        foreach (var alternative in (Func<string, string?>[])[_ => null, x => x + "x"])
        {
            var before = _objects.Select(x => x.Meta).ToList();
            try
            {
                foreach (var item in _objects) MetaField.SetValue(item, item.Meta with { Annotations = Changed(item.Meta.Annotations, key, alternative), Labels = Changed(item.Meta.Labels, key, alternative) });
                if (Differs()) return true;
            }
            finally
            {
                for (var i = 0; i < before.Count; i++) MetaField.SetValue(_objects[i], before[i]);
            }
        }
        return false;
    }

    private static ValueMap<string> Changed(ValueMap<string> map, string key, Func<string, string?> change) =>
        !map.TryGetValue(key, out var value) ? map : ValueMap<string>.From([.. map.Where(x => x.Key != key), .. change(value) is { } other ? [KeyValuePair.Create(key, other)] : Array.Empty<KeyValuePair<string, string>>()]);

    private bool Differs()
    {
        // Asked for before anything was changed the first time.
        var expected = _sent.IsValueCreated ? _sent.Value : throw new InvalidOperationException("the case was changed before it was asked");
        try
        {
            return !Sent().SequenceEqual(expected);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whoever stumbles over its absence has looked at it.
            return true;
        }
    }

    public void Prepare() => _ = _sent.Value;

    private string[] Sent()
    {
        var model = ModelBuilder.Build(ConfigSet.Of(_objects), MeshConfigReader.Merge(MeshConfig.Default, _user));
        return
        [
            .. from proxy in _proxies
               let all = Generator.Generate(new ProxyContext(model, proxy))
               from resource in (IEnumerable<Translated>)[.. all.Clusters, .. all.Endpoints, .. all.Listeners, .. all.Routes, .. all.Extensions, .. all.Names]
               select $"{proxy.Id} {resource.Type} {resource.Name} {resource.Packed.Version}",
        ];
    }

    private IEnumerable<(object Holder, PropertyInfo Property)> Occurrences() => _objects.Select(x => x.SpecObject).Append(_user)
        .Concat(_proxies.Select(x => x.Config).OfType<ProxyConfig>()).SelectMany(Occurrences);

    private static IEnumerable<(object Holder, PropertyInfo Property)> Occurrences(object record)
    {
        foreach (var property in FieldTable.PropertiesOf(record.GetType()))
        {
            if (property.GetValue(record) is not { } value) continue;
            yield return (record, property);
            foreach (var inner in Records(value).SelectMany(Occurrences)) yield return inner;
        }
    }

    private static IEnumerable<object> Records(object value)
    {
        if (FieldTable.IsRecord(value.GetType())) return [value];
        var type = value.GetType();
        if (!type.IsGenericType) return [];
        if (type.GetGenericTypeDefinition() == typeof(ValueList<>)) return ((IEnumerable)value).Cast<object>().Where(x => x is not null).SelectMany(Records);
        return type.GetGenericTypeDefinition() == typeof(ValueMap<>) ? ((IEnumerable)type.GetProperty("Values")!.GetValue(value)!).Cast<object>().Where(x => x is not null).SelectMany(Records) : [];
    }

    private static object? Altered(object value) => value switch
    {
        bool x => !x,
        string x => x + "x",
        uint x => x == uint.MaxValue ? 1 : x + 1,
        int x => x + 1,
        long x => x + 1,
        double x => x + 1,
        TimeSpan x => x + TimeSpan.FromSeconds(1),
        Enum x => Enum.GetValues(x.GetType()).Cast<object>().FirstOrDefault(y => !y.Equals(x)) ?? x,
        _ => Shorter(value),
    };

    /// <summary>A list or map without anything in it.</summary>
    private static object? Shorter(object value)
    {
        var type = value.GetType();
        if (!type.IsGenericType) return value;
        var empty = Array.CreateInstance(type.GetGenericTypeDefinition() == typeof(ValueMap<>) ? typeof(KeyValuePair<,>).MakeGenericType(typeof(string), type.GetGenericArguments()[0]) : type.GetGenericArguments()[0], 0);
        if (type.GetGenericTypeDefinition() == typeof(ValueMap<>)) return type.GetMethods(BindingFlags.Static | BindingFlags.Public).First(x => x.Name == "From").Invoke(null, [empty]);
        return type.GetGenericTypeDefinition() == typeof(ValueList<>) ? typeof(ValueList).GetMethods().First(x => x.Name == "ToValueList").MakeGenericMethod(type.GetGenericArguments()[0]).Invoke(null, [empty]) : value;
    }
}
