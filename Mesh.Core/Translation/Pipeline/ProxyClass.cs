using System.Text.Json;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Pipeline;

/// <summary>
/// Everything of a proxy that translation may depend on, which is all but its name. Proxies of one class get one snapshot. Own addresses and the own node
/// are in it only where something is made of them (<see cref="ProxyContext.Used"/>).
/// </summary>
public sealed class ProxyClass : IEquatable<ProxyClass>
{
    /// <summary>Metadata that names one proxy and decides nothing.</summary>
    private static readonly string[] NamesOnly = ["INSTANCE_IPS", "NAME", "OWNER", "POD_PORTS", "PROXY_CONFIG", "LABELS", "ANNOTATIONS", "NODE_NAME", "WORKLOAD_NAME", "credential"];

    private readonly ValueList<TargetKey> _targets;
    private readonly int _hash;

    private ProxyClass(Proxy proxy, ValueList<TargetKey> targets, OwnFacts own, ProxyClass? shared)
    {
        Proxy = proxy;
        Own = own;
        Shared = shared ?? this;
        _targets = targets;
        _hash = HashCode.Combine(proxy.Namespace, proxy.Labels, proxy.Locality, proxy.IpAddresses, proxy.NodeName, targets);
    }

    /// <summary>Stands for the proxies of the class: its id, and what of its own facts is not in <see cref="Own"/>, are placeholders.</summary>
    public Proxy Proxy { get; }

    /// <summary>The facts by which it is narrower than <see cref="Shared"/>.</summary>
    public OwnFacts Own { get; }

    /// <summary>The class of all proxies that differ in no more than their own facts; itself, when it is that class.</summary>
    public ProxyClass Shared { get; }

    public static ProxyClass Of(Proxy proxy, MeshModel model)
    {
        var joined = ProxyReader.Join(proxy, model);
        var targets = ServiceTargets.Of(joined, model).Select(x => new TargetKey(x.Service.Host, x.Service.Namespace, x.Port.Number, x.TargetPort));
        return new(Anonymous(joined), targets.ToValueList(), OwnFacts.None, null);
    }

    /// <summary>The class of those that share these facts with a proxy; itself when there are none.</summary>
    public ProxyClass Narrow(OwnFacts own, Proxy proxy) => own == OwnFacts.None ? this : new(
        Proxy with
        {
            IpAddresses = own.HasFlag(OwnFacts.Addresses) ? proxy.IpAddresses : Proxy.IpAddresses,
            NodeName = own.HasFlag(OwnFacts.Node) ? proxy.NodeName : "",
        },
        _targets,
        own,
        this);

    /// <summary>The services behind which the class's workload stands, as they are in <paramref name="model"/>.</summary>
    public IReadOnlyList<ServiceTarget> TargetsIn(MeshModel model)
    {
        var targets = new List<ServiceTarget>();
        foreach (var key in _targets)
        {
            var service = model.Services.OfHost(key.Host).FirstOrDefault(x => x.Namespace == key.Namespace && x.Port(key.Port) is not null);
            if (service?.Port(key.Port) is { } port) targets.Add(new(service, port, key.TargetPort));
        }
        return targets;
    }

    public bool Equals(ProxyClass? other) => ReferenceEquals(this, other) || (other is not null && _hash == other._hash
        && Own == other.Own && _targets.Equals(other._targets) && Proxy.Equals(other.Proxy));

    public override bool Equals(object? obj) => Equals(obj as ProxyClass);

    public override int GetHashCode() => _hash;

    private static Proxy Anonymous(Proxy proxy) => proxy with
    {
        Id = proxy.Type == ProxyType.Router ? "router~~~" : "sidecar~~~",
        IpAddresses = proxy.IpAddresses.Select(x => x.Contains(':') ? "::" : "0.0.0.0").ToValueList(),
        NodeName = "",
        WorkloadName = "",
        Metadata = WithoutNames(proxy.Metadata),
    };

    private static ProxyMetadata WithoutNames(ProxyMetadata metadata)
    {
        var kept = metadata.Keys.Except(NamesOnly).Order(StringComparer.Ordinal).ToDictionary(x => x, x => metadata.Json(x)!.Value);
        return kept.Count == 0 ? ProxyMetadata.Empty : ProxyMetadata.Parse(JsonSerializer.Serialize(kept));
    }

    private sealed record TargetKey(string Host, string Namespace, int Port, int TargetPort);
}
