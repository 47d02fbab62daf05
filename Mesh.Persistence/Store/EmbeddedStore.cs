using System.Net.Sockets;
using Garnet;
using Garnet.server;
using Garnet.server.Auth.Settings;
using Microsoft.Extensions.Logging;
using Tsavorite.core;

namespace Mesh.Persistence.Store;

/// <summary>
/// Garnet, which speaks Redis' protocol, in this process: on a Unix socket that only this user may open, on no port. What does not fit into its
/// memory lies on disk, every write goes to an append-only file, and that is cut each time it has grown to its limit.
/// </summary>
internal sealed class EmbeddedStore : IDisposable
{
    private const string Page = "1m";
    private const string Segment = "16m";

    /// <summary>How often the size of the append-only file is looked at.</summary>
    private const int LimitCheckSeconds = 2;

    /// <summary>Segments of records on disk before those that were overwritten since are sorted out.</summary>
    private const int SegmentsBeforeCompaction = 8;

    private const int CompactionCheckSeconds = 30;

    private readonly DataDirectory _directory;
    private readonly GarnetServer _server;

    private EmbeddedStore(DataDirectory directory, GarnetServer server) => (_directory, _server) = (directory, server);

    /// <summary>For StackExchange.Redis.</summary>
    public string ConfigurationString => $"!{_directory.SocketPath}";

    public string Path => _directory.Path;

    /// <exception cref="StoreException">What the directory holds can not be read, or there is no room.</exception>
    public static EmbeddedStore Start(DataDirectory directory, string setting, EmbeddedOptions options, ILoggerFactory loggers)
    {
        GarnetServer? server = null;
        try
        {
            server = new(Settings(directory, options), new GarnetLoggers(loggers));
            server.Start();
            return new(directory, server);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            server?.Dispose(false);
            directory.Dispose();
            throw new StoreException(setting, $"what {directory.Path} holds can not be opened ({e.Message}); make room on that disk, restore a backup, or move the directory away to begin anew", e);
        }
    }

    public void Dispose()
    {
        _server.Dispose(false);
        _directory.Dispose();
    }

    private static GarnetServerOptions Settings(DataDirectory directory, EmbeddedOptions options) => new()
    {
        EndPoints = [new UnixDomainSocketEndPoint(directory.SocketPath)],
        UnixSocketPath = directory.SocketPath,
        UnixSocketPermission = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        QuietMode = true,
        DisablePubSub = true,
        EnableLua = true,
        // A script sees the world of one moment, and is seen whole or not at all.
        LuaTransactionMode = true,
        LogMemorySize = $"{options.MemoryBytes >> 20}m",
        PageSize = Page,
        SegmentSize = Segment,
        ObjectLogSegmentSize = Segment,
        IndexMemorySize = "4m",
        // Without it what is more than the memory holds would be dropped without a word.
        EnableStorageTier = true,
        LogDir = directory.Path,
        CheckpointDir = directory.Path,
        Recover = true,
        FailOnRecoveryError = true,
        EnableAOF = true,
        AofMemorySize = "16m",
        AofPageSize = "4m",
        AofSegmentSize = Segment,
        CommitFrequencyMs = 0,
        WaitForCommit = options.WaitForDisk,
        AofSizeLimit = $"{options.LogLimitBytes >> 20}m",
        AofSizeLimitEnforceFrequencySecs = LimitCheckSeconds,
        CompactionType = LogCompactionType.Lookup,
        CompactionFrequencySecs = CompactionCheckSeconds,
        CompactionMaxSegments = SegmentsBeforeCompaction,
        CompactionForceDelete = false,
        DeviceType = DeviceType.RandomAccess,
        DeviceFactoryCreator = new LocalStorageNamedDeviceFactoryCreator(deviceType: DeviceType.RandomAccess),
        // Who may open the socket is this very user.
        AuthSettings = new NoAuthSettings(),
        LuaOptions = new(),
        NetworkConnectionLimit = 64,
        NetworkBufferMemoryBudget = "64m",
        NetworkBufferPoolSize = "16m",
        BufferPoolMemoryBudget = "64m",
    };
}
