namespace Mesh.Core.Xds;

/// <summary>
/// Names that a client should subscribe to of its own accord, since a resource that it was just sent names them. It is waited for, once:
/// a client that does not follow what it is sent will not do so the next time either.
/// </summary>
internal sealed class Expectation
{
    private bool _isPointless;
    private DateTimeOffset _until;

    public NameSet Names { get; private set; } = NameSet.Empty;

    public DateTimeOffset? Deadline => Names.Count == 0 ? null : _until;

    public void Add(IEnumerable<string> names, DateTimeOffset until)
    {
        if (_isPointless) return;
        Names = Names.With(names);
        _until = until;
    }

    public void Meet(Subscription subscription)
    {
        if (Names.Count > 0) Names = Names.Without([.. Names.Where(subscription.Covers)]);
    }

    public void Drop() => Names = NameSet.Empty;

    public void GiveUp(DateTimeOffset now)
    {
        if (!(Deadline <= now)) return;
        Drop();
        _isPointless = true;
    }
}
