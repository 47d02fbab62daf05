using System.IO.Hashing;
using System.Text;

namespace Mesh.Core.Xds;

/// <summary>A response in the making. Lets no name in twice (rule 47), and finds the body that other streams were given for the same content.</summary>
internal sealed class ResponseDraft(StreamKind kind, XdsType type)
{
    private static readonly WeakInterner<ResponseBody> Bodies = new();

    private readonly List<XdsResource> _resources = [];
    private readonly List<string> _removed = [];
    private HashSet<string>? _names;
    private IReadOnlyList<XdsResource>? _whole;
    private IReadOnlyList<XdsResource>? _news;
    private UInt128 _digest;

    /// <summary>To be sent even if it says nothing.</summary>
    public bool Required { get; set; }

    public bool IsEmpty => _whole is null && _resources.Count == 0 && _removed.Count == 0;

    /// <summary>What the client is thought not to hold yet.</summary>
    public IReadOnlyList<XdsResource> News => _news ?? _resources;

    public void Add(XdsResource resource)
    {
        if (!IsNew(resource.Name)) return;
        _resources.Add(resource);
        _digest += resource.Digest;
    }

    public void Remove(string name)
    {
        if (!IsNew(name)) return;
        _removed.Add(name);
        _digest += XxHash128.HashToUInt128(Encoding.UTF8.GetBytes($"\0removed {name}"));
    }

    /// <param name="all">Everything that the client should have; shared, not copied.</param>
    /// <param name="news">The part that it does not have yet.</param>
    public void SetWhole(IReadOnlyList<XdsResource> all, UInt128 digest, IReadOnlyList<XdsResource> news) => (_whole, _digest, _news) = (all, digest, news);

    public ResponseBody ToBody(TimeSpan? ttl, bool heartbeat = false)
    {
        var key = new ResponseBody.ContentKey(kind, type, _digest, ttl, heartbeat);
        return Bodies.Get(unchecked((ulong)key.GetHashCode()), body => body.Key == key, () => new(key, _whole ?? [.. _resources], [.. _removed]));
    }

    /// <summary>A look at the few names that most responses have is cheaper than a table.</summary>
    private bool IsNew(string name)
    {
        if (_names is null)
        {
            if (_resources.Count + _removed.Count < 8) return !_resources.Exists(x => x.Name == name) && !_removed.Contains(name);
            _names = [.. _resources.Select(x => x.Name), .. _removed];
        }
        return _names.Add(name);
    }
}
