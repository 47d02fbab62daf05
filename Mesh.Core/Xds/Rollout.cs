namespace Mesh.Core.Xds;

/// <summary>
/// One snapshot on its way to the client: make before break, each stage after the acknowledgement of the former (rules 57–59).
/// What a route will name comes first, what no route names any more goes last.
/// </summary>
internal sealed class Rollout(XdsSnapshot target)
{
    private static readonly Stage[] Stages =
    [
        new(XdsType.Cluster, Breaks: false, LeadsOn: true),
        new(XdsType.Endpoint, Breaks: false, Follows: true),
        new(XdsType.Listener, Breaks: true),
        new(XdsType.Route, Breaks: true),
        new(XdsType.VirtualHost, Breaks: true),
        new(XdsType.Secret, Breaks: true),
        new(XdsType.Extension, Breaks: true),
        new(XdsType.Name, Breaks: true),
        new(XdsType.Cluster, Breaks: true),
        new(XdsType.Endpoint, Breaks: true),
    ];

    private int _stage;

    /// <param name="Breaks">Takes away what left; otherwise it only adds and changes.</param>
    /// <param name="LeadsOn">
    /// The next stage does not wait for the acknowledgement of this one: Envoy keeps back its word on clusters until they are warm, and a cluster that
    /// changed is not warm before its endpoints have come again.
    /// </param>
    /// <param name="Follows">It is over when the stage that led to it is acknowledged as well.</param>
    public readonly record struct Stage(XdsType Type, bool Breaks, bool LeadsOn = false, bool Follows = false);

    public XdsSnapshot Target { get; } = target;

    public Stage Current => Stages[_stage];

    public bool IsDone => _stage == Stages.Length;

    /// <summary>The current stage has sent what it had to send.</summary>
    public bool Entered { get; set; }

    /// <summary>The clusters and endpoints of the target are with the client: whatever names them may follow.</summary>
    public bool IsMade => _stage > 1;

    public void MoveNext()
    {
        _stage++;
        Entered = false;
    }
}
