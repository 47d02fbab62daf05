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
    private readonly string _setting;
    private readonly EmbeddedOptions _options;
    private readonly GarnetLoggers _loggers;
    private GarnetServer? _server;

    private EmbeddedStore(DataDirectory directory, string setting, EmbeddedOptions options, ILoggerFactory loggers) =>
        (_directory, _setting, _options, _loggers) = (directory, setting, options, new(loggers));

    /// <summary>For StackExchange.Redis.</summary>
    public string ConfigurationString => $"!{_directory.SocketPath}";

    public string Path => _directory.Path;

    /// <exception cref="StoreException">What the directory holds can not be read, or there is no room.</exception>
    public static EmbeddedStore Start(DataDirectory directory, string setting, EmbeddedOptions options, ILoggerFactory loggers)
    {
        var store = new EmbeddedStore(directory, setting, options, loggers);
        try
        {
            store.Start();
            return store;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>From its files, on the same socket. Whoever was connected connects again.</summary>
    /// <exception cref="StoreException">It does not start; it is down then.</exception>
    public void Restart()
    {
        Stop();
        Start();
    }

    public void Dispose()
    {
        Stop();
        _directory.Dispose();
    }

    private void Start()
    {
        GarnetServer? server = null;
        try
        {
            File.Delete(_directory.SocketPath);
            server = new(Settings(_directory, _options), _loggers);
            server.Start();
            _server = server;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            server?.Dispose(false);
            throw new StoreException(_setting, $"what {_directory.Path} holds can not be opened ({e.Message}); make room on that disk, restore a backup, or move the directory away to begin anew", e);
        }
    }

    private void Stop()
    {
        _server?.Dispose(false);
        _server = null;
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
