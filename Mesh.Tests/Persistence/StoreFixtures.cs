using Mesh.Persistence.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace Mesh.Tests.Persistence;

/// <summary>A store that the tests of a class share, each under names of its own.</summary>
public abstract class StoreFixture : IAsyncLifetime
{
    public MeshStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Store = await MeshStore.Open(await Options(), NullLoggerFactory.Instance);

    public virtual ValueTask DisposeAsync() => Store?.DisposeAsync() ?? ValueTask.CompletedTask;

    private protected abstract Task<StoreOptions> Options();
}

public sealed class RedisFixture : StoreFixture
{
    private RedisServer? _server;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    private protected override async Task<StoreOptions> Options()
    {
        _server = await RedisServer.Start();
        return Stores.At(_server.Configuration);
    }
}

public sealed class EmbeddedFixture : StoreFixture
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("embedded-");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private protected override Task<StoreOptions> Options() => Task.FromResult(Stores.In(_folder.FullName));
}
