using Mesh.Core.Model;

namespace Mesh.Core.Translation.Routes;

/// <summary>Services of one port, in the order of their age, and by host. Of several services of a host the last one counts.</summary>
internal sealed class PortServices
{
    public static readonly PortServices None = new();

    private readonly Dictionary<string, int> _places = [];
    private readonly List<Service> _all = [];

    public IReadOnlyList<Service> All => _all;

    public Service? Find(string host) => _places.TryGetValue(host, out var place) ? _all[place] : null;

    public void Add(Service service)
    {
        if (_places.TryAdd(service.Host, _all.Count)) _all.Add(service);
        else _all[_places[service.Host]] = service;
    }

    public PortServices Only(string host)
    {
        var only = new PortServices();
        if (Find(host) is { } service) only.Add(service);
        return only;
    }
}
