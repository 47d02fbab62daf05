using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Model.Gateways;
using Mesh.Core.Translation.EnvoyFilters;

namespace Mesh.Core.Translation;

/// <summary>All that translators are given: the mesh at one revision, seen by one proxy (or by a class of proxies that differ only in name and address).</summary>
public sealed class ProxyContext
{
    private IReadOnlyList<ServiceTarget>? _targets;
    private MergedGateways? _gateways;
    private PatchSet? _patches;

    public ProxyContext(MeshModel model, Proxy proxy, TranslationMemo? memo = null)
    {
        Model = model;
        Proxy = ProxyReader.Join(proxy, model);
        Scope = model.ScopeOf(Proxy);
        Memo = memo ?? new();
        ProxyConfig = ProxyConfigs.Of(Proxy, model.Mesh);
    }

    /// <param name="targets">The services that stand on the workload, where they are known already.</param>
    public ProxyContext(MeshModel model, Proxy proxy, IReadOnlyList<ServiceTarget> targets, TranslationMemo memo) : this(model, proxy, memo) => _targets = targets;

    public MeshModel Model { get; }

    public MeshConfig Mesh => Model.Mesh;

    public Proxy Proxy { get; }

    public SidecarScope Scope { get; }

    /// <summary>metadata PROXY_CONFIG as a whole, else MeshConfig.defaultConfig.</summary>
    public ProxyConfig ProxyConfig { get; }

    public TranslationMemo Memo { get; }

    /// <summary>The services that stand on this proxy's own workload.</summary>
    public IReadOnlyList<ServiceTarget> Targets => _targets ??= ServiceTargets.Of(Proxy, Model);

    /// <summary>The Gateways that select this proxy, merged; none for a sidecar.</summary>
    public MergedGateways Gateways => _gateways ??= Proxy.Type == ProxyType.Router ? MergedGateways.Of(Proxy, Model.Gateways, Targets) : MergedGateways.None;

    /// <summary>What EnvoyFilters change of what this proxy is sent.</summary>
    public PatchSet Patches => _patches ??= PatchSet.Of(Proxy, Model);

    /// <summary>The proxy's own addresses. Asking for them means that the answer depends on them, and that it is shared with no other proxy.</summary>
    public IReadOnlyList<string> OwnAddresses
    {
        get
        {
            Used |= OwnFacts.Addresses;
            return Proxy.IpAddresses;
        }
    }

    /// <summary>The node that the proxy runs on. Asking for it means that the answer is shared only with proxies of that node.</summary>
    public string OwnNode
    {
        get
        {
            Used |= OwnFacts.Node;
            return Proxy.NodeName;
        }
    }

    /// <summary>What was made of the proxy's own facts, and so cannot be shared with all proxies of its kind.</summary>
    public OwnFacts Used { get; private set; }
}

/// <summary>What sets apart proxies that are alike in all else.</summary>
[Flags]
public enum OwnFacts
{
    None = 0,
    Addresses = 1,
    Node = 2,
}
