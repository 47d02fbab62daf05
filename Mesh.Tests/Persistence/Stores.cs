using Mesh.Core.Values;
using Mesh.Persistence.Store;

namespace Mesh.Tests.Persistence;

/// <summary>Options of stores for tests: impatient, and small enough to overflow.</summary>
internal static class Stores
{
    public static readonly EmbeddedOptions Small = new(MemoryBytes: 16 << 20, LogLimitBytes: 32 << 20, WaitForDisk: true);

    public static StoreOptions In(string? directory, string? byDefault = null) => Options(null, directory, byDefault);

    public static StoreOptions At(string redis) => Options(redis, null, null);

    private static StoreOptions Options(string? redis, string? directory, string? byDefault) => new(
        redis is null ? null : new SecretText(redis),
        directory,
        byDefault ?? Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
        "test:",
        ConnectTimeout: TimeSpan.FromSeconds(1),
        CommandTimeout: TimeSpan.FromSeconds(10),
        LongestBackOff: TimeSpan.FromSeconds(1),
        Small);
}
