using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Mesh.Gateway.Xds;

/// <summary>A discovery call that is open, and the connection that it came by.</summary>
internal sealed class OpenCall(Outbox outbox, HttpContext context)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IConnectionLifetimeNotificationFeature? _lifetime = context.Features.Get<IConnectionLifetimeNotificationFeature>();

    public Outbox Outbox => outbox;

    public string Connection { get; } = context.Connection.Id;

    public Task Ended => _ended.Task;

    /// <summary>Ends the stream once it has an answer, and takes no other one on its connection (GOAWAY): it comes back by a new connection, which a balancer may lead elsewhere.</summary>
    public void Drain()
    {
        _lifetime?.RequestClose();
        outbox.Drain();
    }

    public void SetEnded() => _ended.TrySetResult();
}
