using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Mixer.Attributes;
using Mesh.Core.Mixer.Expressions;
using Mesh.Core.Mixer.Handlers;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Mixer;

/// <summary>Finds what rules name. A name that leads nowhere is a warning, and the rest of the rule works.</summary>
internal sealed class PolicyBuilder
{
    private readonly ConfigSet _configs;
    private readonly List<(ConfigKey Rule, ConfigError Error)> _warnings = [];
    private readonly Dictionary<ConfigKey, IMixerHandler?> _handlers = [];

    private PolicyBuilder(ConfigSet configs) => _configs = configs;

    public static MixerPolicy Build(ConfigSet configs, string rootNamespace)
    {
        var builder = new PolicyBuilder(configs);
        var rules = configs.All<MixerRule>(ConfigKind.MixerRule).Select(builder.Rule).ToArray();
        return new(rules, rootNamespace, builder._warnings.ToValueList());
    }

    private PolicyRule Rule(ConfigObject<MixerRule> rule)
    {
        var checks = new List<(string, ICheckHandler, InstanceTemplate)>();
        var quotas = new List<(IQuotaHandler, QuotaName, InstanceTemplate)>();
        var actions = rule.Spec.Actions ?? [];
        for (var i = 0; i < actions.Count; i++)
        {
            var field = $"spec.actions[{i}]";
            var (name, @namespace) = Reference(actions[i].Handler ?? "", rule.Namespace);
            if (Handler(rule.Key, $"{field}.handler", name, @namespace) is not { } handler) continue;
            for (var j = 0; j < actions[i].Instances?.Count; j++)
            {
                var (instanceName, instanceNamespace) = Reference(actions[i].Instances![j], rule.Namespace);
                if (Instance(rule.Key, $"{field}.instances[{j}]", instanceName, instanceNamespace) is not { } instance) continue;
                if (!Takes(name, @namespace, instance.Template)) Warn(rule.Key, $"{field}.instances[{j}]", $"{instanceName} is a {instance.Template}, which the handler {name} does not take");
                else if (handler is ICheckHandler check) checks.Add(($"{name}.{@namespace}", check, instance));
                else if (handler is IQuotaHandler quota) quotas.Add((quota, new(instanceName, instanceNamespace), instance));
            }
        }
        return new(rule.Namespace, Parse(rule.Spec.Match), checks, quotas, Headers(rule.Spec.RequestHeaderOperations), Headers(rule.Spec.ResponseHeaderOperations));
    }

    private IMixerHandler? Handler(ConfigKey rule, string field, string name, string @namespace)
    {
        var key = new ConfigKey(ConfigKind.MixerHandler, @namespace, name);
        if (_handlers.TryGetValue(key, out var known)) return known;
        if (_configs.Find<MixerHandler>(key.Kind, @namespace, name) is not { } config)
        {
            Warn(rule, field, $"there is no handler {name} in namespace {@namespace}, so this action does nothing");
            return null;
        }
        return _handlers[key] = MixerAdapters.Find(config.Spec.CompiledAdapter ?? "")?.Read(config.Spec.Params, new());
    }

    private InstanceTemplate? Instance(ConfigKey rule, string field, string name, string @namespace)
    {
        if (_configs.Find<MixerInstance>(ConfigKind.MixerInstance, @namespace, name) is { } config) return InstanceTemplate.Read(config.Spec, new());
        Warn(rule, field, $"there is no instance {name} in namespace {@namespace}, so the handler is not asked about it");
        return null;
    }

    private bool Takes(string name, string @namespace, string template) =>
        _configs.Find<MixerHandler>(ConfigKind.MixerHandler, @namespace, name)?.Spec.CompiledAdapter is { } adapter
        && MixerAdapters.Find(adapter)?.Templates.Contains(template) == true;

    /// <summary>NAME of the rule's namespace, NAME.NAMESPACE, or NAME.KIND.NAMESPACE as Mixer 1.0 wrote it.</summary>
    private static (string Name, string Namespace) Reference(string written, string @namespace)
    {
        var parts = written.Split('.');
        return parts.Length switch
        {
            1 => (written, @namespace),
            2 => (parts[0], parts[1]),
            _ => (parts[0], parts[^1]),
        };
    }

    private static HeaderTemplate[] Headers(ValueList<MixerHeaderOperation>? operations) =>
    [
        .. (operations ?? []).Select(x => new HeaderTemplate(x.Name ?? "", [.. (x.Values ?? []).Select(Parse).OfType<Expression>()], x.Operation ?? HeaderOperationKind.Replace)),
    ];

    /// <summary>What stands in the configuration was accepted, so it parses.</summary>
    private static Expression? Parse(string? text) => string.IsNullOrEmpty(text) ? null : Expression.Parse(text, "").Expression;

    private void Warn(ConfigKey rule, string field, string reason) => _warnings.Add((rule, new(field, reason)));
}
