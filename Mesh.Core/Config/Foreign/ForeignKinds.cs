using System.Collections.Frozen;
using Mesh.Core.Config.Binding;
using Mesh.Core.Config.Yaml;
using Mesh.Core.Values;

namespace Mesh.Core.Config.Foreign;

/// <summary>
/// Kinds that a mesh does not live on, and whose documents yet tell something of it: templates of pods, webhooks, definitions of kinds.
/// They are looked at where a whole directory is checked, and are no part of a running mesh.
/// </summary>
public static class ForeignKinds
{
    public const string GatewayApi = "gateway.networking.k8s.io";

    private static readonly FrozenDictionary<(string Group, string Kind), Type> Types = new Dictionary<(string, string), Type>
    {
        [("apps", "Deployment")] = typeof(WorkloadController),
        [("apps", "StatefulSet")] = typeof(WorkloadController),
        [("apps", "DaemonSet")] = typeof(WorkloadController),
        [("apps", "ReplicaSet")] = typeof(WorkloadController),
        [("batch", "Job")] = typeof(WorkloadController),
        [("admissionregistration.k8s.io", "MutatingWebhookConfiguration")] = typeof(WebhookConfiguration),
        [("admissionregistration.k8s.io", "ValidatingWebhookConfiguration")] = typeof(WebhookConfiguration),
        [(GatewayApi, "Gateway")] = typeof(ForeignGateway),
        [("apiextensions.k8s.io", "CustomResourceDefinition")] = typeof(ForeignBody),
    }.ToFrozenDictionary();

    /// <returns>The record of a kind; null for a kind that tells nothing.</returns>
    public static Type? Find(string group, string kind) => Types.GetValueOrDefault((group, kind));

    /// <returns>The object of a document, as far as it can be read; null for other kinds.</returns>
    public static ForeignObject? Read(DocumentReading reading)
    {
        var document = reading.Document;
        if (reading.Tree is not { } tree || document.Name.Length == 0) return null;
        var slash = document.ApiVersion.IndexOf('/', StringComparison.Ordinal);
        if (Find(slash < 0 ? "" : document.ApiVersion[..slash], document.Kind) is not { } type) return null;
        var meta = tree.Find("metadata")?.Value is { } written ? Bind<ObjectMetaFields>(written) : new();
        var ns = document.Namespace.Length > 0 ? document.Namespace : type == typeof(WorkloadController) || type == typeof(ForeignGateway) ? "default" : "";
        var body = Bind(type, tree);
        return new(document.Kind, ns, document.Name, document.Source, meta.Labels ?? ValueMap<string>.Empty, meta.Annotations ?? ValueMap<string>.Empty, body);
    }

    private static T Bind<T>(ConfigNode node) where T : class, new() => (T)Bind(typeof(T), node);

    private static object Bind(Type type, ConfigNode node)
    {
        var binder = Binders.ForRecord(type);
        return binder.Bind(node, new BindContext(Strictness.Modelled)) ?? binder.Create();
    }
}
