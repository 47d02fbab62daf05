using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Mesh.Core.Config;
using Mesh.Core.Values;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Coverage;

/// <summary>One field of a message of Istio's or Kubernetes' API, as the records of Mesh.Core/Config have it.</summary>
internal sealed record Field(string Message, string Name)
{
    public override string ToString() => $"{Message}.{Name}";
}

/// <summary>Every field that configuration may hold: the records of all kinds and of MeshConfig with all that they are made of, and the annotations and labels that the code reads.</summary>
internal static partial class FieldTable
{
    public const string Annotations = "annotations and labels";

    public static readonly IReadOnlyList<(string Section, IReadOnlyList<Type> Roots)> Sections =
    [
        ("Istio's objects", [.. ConfigKinds.All.Where(x => x.IsIstio).Select(x => x.SpecType)]),
        ("MeshConfig", [typeof(MeshConfig)]),
        ("Kubernetes' Gateway API", [.. ConfigKinds.All.Where(x => x.Group == "gateway.networking.k8s.io").Select(x => x.SpecType)]),
        ("Kubernetes' own objects, as far as a mesh reads them", [.. ConfigKinds.All.Where(x => !x.IsIstio && x.Group != "gateway.networking.k8s.io").Select(x => x.SpecType)]),
    ];

    /// <summary>The messages of a section in the order in which they are first met, with their fields; each message in the first section that has it.</summary>
    public static IReadOnlyList<(string Section, string Message, IReadOnlyList<Field> Fields)> All { get; } = [.. Build()];

    /// <summary>The fields of a record.</summary>
    public static IEnumerable<PropertyInfo> PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(x => x.CanWrite && x.GetIndexParameters().Length == 0);

    public static Field Of(PropertyInfo property) => new(property.DeclaringType!.Name, JsonNamingPolicy.CamelCase.ConvertName(property.Name));

    public static bool IsRecord(Type type) => type is { IsClass: true, Namespace: { } ns } && ns.StartsWith("Mesh.Core.Config", StringComparison.Ordinal) && type.GetConstructor([]) is not null;

    private static IEnumerable<(string, string, IReadOnlyList<Field>)> Build()
    {
        var known = new HashSet<Type>();
        foreach (var (section, roots) in Sections)
        {
            foreach (var root in roots)
            {
                foreach (var type in Messages(root, known)) yield return (section, type.Name, [.. PropertiesOf(type).Select(Of)]);
            }
        }
        yield return ("Annotations and labels", Annotations, [.. MetaKeys().Select(x => new Field(Annotations, x))]);
    }

    private static IEnumerable<Type> Messages(Type type, HashSet<Type> known)
    {
        if (!IsRecord(type) || !known.Add(type)) yield break;
        yield return type;
        foreach (var inner in PropertiesOf(type).SelectMany(x => Inner(x.PropertyType)).SelectMany(x => Messages(x, known))) yield return inner;
    }

    private static IEnumerable<Type> Inner(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(ValueList<>) || type.GetGenericTypeDefinition() == typeof(ValueMap<>)) ? Inner(type.GetGenericArguments()[0]) : [Nullable.GetUnderlyingType(type) ?? type];

    /// <summary>What the sources name: a key that is read is written down somewhere.</summary>
    private static IEnumerable<string> MetaKeys() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "Mesh.Core"), "*.cs", SearchOption.AllDirectories)
        .Where(x => !x.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}") && !x.Contains($"{Path.DirectorySeparatorChar}Analysis{Path.DirectorySeparatorChar}") && !x.Contains($"{Path.DirectorySeparatorChar}Explain{Path.DirectorySeparatorChar}"))
        .SelectMany(x => MetaKey().Matches(File.ReadAllText(x)).Select(y => y.Groups[1].Value))
        .Where(x => !x.EndsWith(".istio.io/v1", StringComparison.Ordinal) && !MetaVersion().IsMatch(x))
        .Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex("\"((?:[a-z0-9-]+\\.)*(?:istio\\.io|kubernetes\\.io|k8s\\.io)/[A-Za-z0-9._-]+)\"")]
    private static partial Regex MetaKey();

    [GeneratedRegex(@"/v\d")]
    private static partial Regex MetaVersion();
}
