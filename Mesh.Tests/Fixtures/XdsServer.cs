using System.Net;
using Grpc.Net.Client;
using Mesh.Actors.Connections;
using Mesh.Gateway.Xds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mesh.Tests.Fixtures;

/// <summary>The gateway's xDS services on a loopback port of their own, over streams without actors.</summary>
public sealed class XdsServer : IAsyncLifetime
{
    private WebApplication _app = null!;

    public XdsInProcess Streams { get; } = new();

    public XdsOptions Options { get; init; } = XdsOptions.Default;

    public GrpcChannel Channel { get; private set; } = null!;

    public string Address => _app.Urls.Single();

    public DiscoveryCalls Calls => _app.Services.GetRequiredService<DiscoveryCalls>();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.LimitForXds(Options);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.WebHost.UseUrls();
        builder.Services.AddSingleton<IXdsStreams>(Streams);
        builder.Services.AddXds(Options);
        _app = builder.Build();
        _app.MapXds();
        await _app.StartAsync();
        Channel = Connect();
    }

    public GrpcChannel Connect() => GrpcChannel.ForAddress(Address, new() { MaxReceiveMessageSize = null, MaxSendMessageSize = null });

    public Task Stop() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.DisposeAsync();
    }
}
