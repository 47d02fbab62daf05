using System.Reflection;
using Envoy.Config.Cluster.V3;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Mesh.Core.Xds;

/// <summary>
/// Every message that the contracts define, by full name: what an <c>Any</c> may hold, and what canonical protobuf JSON needs to be written and read.
/// Built at first use, which loads all descriptors (about 0.4 s), and never again.
/// </summary>
public static class EnvoyTypes
{
    private static readonly Lazy<TypeRegistry> Loaded = new(Load);

    private static readonly Lazy<JsonFormatter> LazyFormatter = new(() => new(JsonFormatter.Settings.Default.WithTypeRegistry(Registry)));

    private static readonly Lazy<JsonParser> LazyParser = new(() => new(JsonParser.Settings.Default.WithTypeRegistry(Registry)));

    public static TypeRegistry Registry => Loaded.Value;

    /// <summary>Writes canonical protobuf JSON.</summary>
    public static JsonFormatter Formatter => LazyFormatter.Value;

    /// <summary>Reads canonical protobuf JSON, strictly.</summary>
    public static JsonParser Parser => LazyParser.Value;

    /// <returns>null for a type that the contracts do not have.</returns>
    public static MessageDescriptor? Find(string typeUrl) => Registry.Find(typeUrl[(typeUrl.LastIndexOf('/') + 1)..]);

    private static TypeRegistry Load() => TypeRegistry.FromFiles(typeof(Cluster).Assembly
        .GetTypes()
        .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
        .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)?.GetValue(null))
        .OfType<FileDescriptor>());
}
