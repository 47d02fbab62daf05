using Mesh.Core.Xds;

namespace Mesh.Bench.Soak;

/// <summary>
/// Holds the history of one client of delta xDS to the rules of the protocol, after every single event. Pure. Each violation begins with the rule's number:
/// 14 nonces are not empty and not used twice; 46 nobody is sent what it did not ask for; 47 no name twice in one response;
/// 51 a client that comes back is not sent what it holds; 54 and 60 each cluster that was sent is followed by its endpoints; 58 a route never leads to a cluster
/// that the client was not sent, and a cluster does not go while a route leads there; 61 what is asked for is answered, an empty set of endpoints too;
/// 62 what did not change is not sent; 0 the world never becomes empty.
/// </summary>
internal sealed class HistoryChecker(string client)
{
    private const int MostViolations = 20;

    private readonly List<string> _violations = [];
    private readonly Dictionary<XdsType, TypeHistory> _types = [];
    private readonly HashSet<string> _nonces = [];
    private int _position;

    public IReadOnlyList<string> Violations => _violations;

    /// <summary>The last state of the mesh that the client was shown; null before the first.</summary>
    public int? Marker { get; private set; }

    /// <summary>Times that a client was shown an earlier state than before: when it came to a member that had not heard yet.</summary>
    public int Regressions { get; private set; }

    public static HistoryChecker Check(string client, IEnumerable<HistoryEvent> history)
    {
        var checker = new HistoryChecker(client);
        foreach (var item in history) checker.Take(item);
        return checker;
    }

    /// <summary>What must hold when nothing is on its way any more.</summary>
    public void Settle()
    {
        foreach (var cluster in Of(XdsType.Cluster).Held.Values)
        {
            foreach (var name in cluster.AsksFor.Where(x => !Of(XdsType.Endpoint).Held.ContainsKey(x))) Violate(61, $"the endpoints {name} never came");
        }
        foreach (var (type, history) in _types)
        {
            foreach (var name in history.Unanswered) Violate(61, $"{type} {name} was asked for and never answered");
        }
        foreach (var name in Of(XdsType.Cluster).Warming) Violate(60, $"cluster {name} was sent and its endpoints not after it");
    }

    public void Take(HistoryEvent item)
    {
        _position++;
        switch (item)
        {
            case HistoryEvent.Opened:
                _nonces.Clear();
                foreach (var type in _types.Values) type.Reopen();
                break;
            case HistoryEvent.Asked asked:
                OnAsked(asked);
                break;
            case HistoryEvent.Answered answered:
                OnAnswered(answered);
                break;
        }
    }

    private void OnAsked(HistoryEvent.Asked asked)
    {
        var type = Of(asked.Type);
        type.Stated = asked.Stated.Count > 0 ? asked.Stated : type.Stated;
        foreach (var name in asked.Subscribed)
        {
            type.Wanted.Add(name);
            type.AskedAnew.Add(name);
            // What it says to hold need not be sent again, except endpoints, which are always answered (rule 53).
            if (asked.Type == XdsType.Endpoint || !asked.Stated.ContainsKey(name)) type.Unanswered.Add(name);
        }
        foreach (var name in asked.Unsubscribed)
        {
            type.Wanted.Remove(name);
            type.Unanswered.Remove(name);
            type.Held.Remove(name);
        }
    }

    private void OnAnswered(HistoryEvent.Answered answered)
    {
        var type = Of(answered.Type);
        if (answered.Nonce.Length == 0 || !_nonces.Add(answered.Nonce)) Violate(14, $"the nonce \"{answered.Nonce}\" of {answered.Type} is empty or was used before");
        foreach (var name in answered.Resources.Select(x => x.Name).Concat(answered.Removed).GroupBy(x => x).Where(x => x.Count() > 1)) Violate(47, $"{answered.Type} {name.Key} came twice in one response");

        foreach (var resource in answered.Resources) Take(answered.Type, type, resource);
        foreach (var name in answered.Removed)
        {
            type.Unanswered.Remove(name);
            type.Held.Remove(name);
            type.Warming.Remove(name);
        }
        if (answered.Type == XdsType.Cluster && type.Held.Count == 0 && answered.Removed.Count > 0) Violate(0, "there is no cluster any more");
        CheckLeads(answered);
    }

    private void Take(XdsType of, TypeHistory type, HeldResource resource)
    {
        if (!of.Wildcard && !type.Wanted.Contains(resource.Name)) Violate(46, $"{of} {resource.Name} was not asked for");
        var known = type.Held.GetValueOrDefault(resource.Name);
        var askedAnew = type.AskedAnew.Remove(resource.Name);
        if (known?.Version == resource.Version && of != XdsType.Endpoint && of != XdsType.Secret)
        {
            if (!type.Stated.TryGetValue(resource.Name, out var stated)) Check(!askedAnew, 62, $"{of} {resource.Name} was sent again although nothing of it changed");
            else Check(stated == resource.Version, 51, $"{of} {resource.Name} was sent to a client that had just said to hold this version");
        }
        type.Unanswered.Remove(resource.Name);
        type.Held[resource.Name] = resource;
        if (of == XdsType.Cluster)
        {
            if (resource.AsksFor.Count > 0) type.Warming.Add(resource.Name);
        }
        else if (of == XdsType.Endpoint)
        {
            Of(XdsType.Cluster).Warming.RemoveWhere(x => Of(XdsType.Cluster).Held.TryGetValue(x, out var cluster) && cluster.AsksFor.Contains(resource.Name));
        }
        if (resource.Marker is not { } marker) return;
        if (marker < Marker) Regressions++;
        Marker = marker;
    }

    private void CheckLeads(HistoryEvent.Answered answered)
    {
        if (answered.Type == XdsType.Endpoint) return;
        var clusters = Of(XdsType.Cluster).Held;
        var routed = Of(XdsType.Listener).Held.Values.SelectMany(x => x.AsksFor).ToHashSet();
        var leading = Of(XdsType.Listener).Held.Values.Concat(Of(XdsType.Route).Held.Values.Where(x => routed.Contains(x.Name)));
        foreach (var resource in leading)
        {
            foreach (var cluster in resource.LeadsTo.Where(x => !clusters.ContainsKey(x))) Violate(58, $"{resource.Name} leads to {cluster}, which the client does not have, after a response of {answered.Type}");
        }
    }

    private TypeHistory Of(XdsType type)
    {
        if (!_types.TryGetValue(type, out var history)) _types[type] = history = new();
        return history;
    }

    private void Check(bool isViolated, int rule, string what)
    {
        if (isViolated) Violate(rule, what);
    }

    private void Violate(int rule, string what)
    {
        if (_violations.Count < MostViolations) _violations.Add($"rule {rule}: {client}, event {_position}: {what}");
    }

    private sealed class TypeHistory
    {
        public HashSet<string> Wanted { get; } = [];

        public Dictionary<string, HeldResource> Held { get; } = [];

        /// <summary>Names whose answer is due.</summary>
        public HashSet<string> Unanswered { get; } = [];

        /// <summary>Names that are to be answered although the client may hold them (rule 39).</summary>
        public HashSet<string> AskedAnew { get; } = [];

        /// <summary>Clusters that were sent and whose endpoints were not, since.</summary>
        public HashSet<string> Warming { get; } = [];

        /// <summary>What the client said to hold when its stream began.</summary>
        public IReadOnlyDictionary<string, string> Stated { get; set; } = new Dictionary<string, string>();

        /// <summary>A new stream knows nothing of what was asked for on the one before.</summary>
        public void Reopen()
        {
            Wanted.Clear();
            Unanswered.Clear();
            AskedAnew.Clear();
            Stated = new Dictionary<string, string>();
        }
    }
}
