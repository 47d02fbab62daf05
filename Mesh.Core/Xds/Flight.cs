namespace Mesh.Core.Xds;

/// <summary>A response that was not acknowledged yet.</summary>
internal sealed class Flight(OutgoingResponse response, XdsResourceSet set, DateTimeOffset sentAt)
{
    public OutgoingResponse Response { get; } = response;

    /// <summary>What the client holds once it accepts.</summary>
    public XdsResourceSet Set { get; } = set;

    public DateTimeOffset SentAt { get; } = sentAt;

    /// <summary>False once the wait for the acknowledgement timed out; it is still welcome.</summary>
    public bool Awaited { get; set; } = true;
}
