using Mesh.Core.Values;

namespace Mesh.Persistence.Store;

/// <summary>Where a member keeps what must outlive it.</summary>
/// <param name="Redis">A Redis as StackExchange.Redis takes it; null: the store in this process.</param>
/// <param name="Directory">Of the store in this process, and nobody else's; null: one of the program's choosing, or a passing one where that can not be had.</param>
/// <param name="DefaultDirectory">The one of the program's choosing.</param>
/// <param name="KeyPrefix">Before every key, so that a Redis can be shared.</param>
/// <param name="ConnectTimeout">Of one attempt to connect. Greater than zero.</param>
/// <param name="CommandTimeout">After which a command that is under way is given up; whether it took effect is not known then. Greater than zero.</param>
/// <param name="LongestBackOff">Between attempts to connect again. At least a second.</param>
public sealed record StoreOptions(
    SecretText? Redis,
    string? Directory,
    string DefaultDirectory,
    string KeyPrefix,
    TimeSpan ConnectTimeout,
    TimeSpan CommandTimeout,
    TimeSpan LongestBackOff,
    EmbeddedOptions Embedded);

/// <summary>Sizes of the store in this process, each a power of two.</summary>
/// <param name="MemoryBytes">Of records; what is more lies on disk. At least 16 MiB.</param>
/// <param name="LogLimitBytes">Size of the append-only file at which the state is written out and the file begins anew. At least 32 MiB.</param>
/// <param name="WaitForDisk">Whether a write is answered only when the operating system has it: then the end of this process loses nothing that was answered.</param>
public sealed record EmbeddedOptions(long MemoryBytes, long LogLimitBytes, bool WaitForDisk)
{
    public static readonly EmbeddedOptions Default = new(64L << 20, 64L << 20, WaitForDisk: true);
}
