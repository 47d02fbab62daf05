using Mesh.Actors.Models;
using Mesh.Core.Config;
using Mesh.Core.Mixer;
using Mesh.Core.Model;
using Mesh.Core.RateLimits;
using Microsoft.Extensions.Logging;

namespace Mesh.Gateway.Policy;

/// <summary>The policy of this member's model of the mesh. Made anew when an object that it is made of changed, by the first who asks.</summary>
public sealed partial class CurrentPolicy(CurrentMesh mesh, ILogger<CurrentPolicy> log)
{
    /// <summary>Verdicts that are kept.</summary>
    private const int CacheCapacity = 100_000;

    private static readonly ConfigKind[] MixerKinds = [ConfigKind.MixerHandler, ConfigKind.MixerInstance, ConfigKind.MixerRule];

    private readonly Lock _lock = new();
    private volatile View _view = new(null, MixerPolicy.Empty, new(CacheCapacity), RateLimitRules.Empty);

    public MeshModel? Model => mesh.Model;

    public RateLimitRules RateLimits => Current().RateLimits;

    /// <summary>Rules, and the verdicts that they have given.</summary>
    public (MixerPolicy Policy, CheckCache Cache) Rules => (Current().Policy, Current().Cache);

    private View Current()
    {
        var view = _view;
        if (mesh.Model is not { } model || ReferenceEquals(model.Configs, view.Configs)) return view;
        lock (_lock)
        {
            if (ReferenceEquals(model.Configs, _view.Configs)) return _view;
            return _view = Next(_view, model);
        }
    }

    private View Next(View before, MeshModel model)
    {
        var configs = model.Configs;
        var view = before with { Configs = configs };
        if (before.Configs is null || MixerKinds.Any(x => !configs.SameAs(before.Configs, x)))
        {
            view = view with { Policy = MixerPolicy.Build(configs, model.RootNamespace), Cache = new(CacheCapacity) };
            foreach (var (rule, warning) in view.Policy.Warnings) LeadsNowhere(log, rule, warning.ToString());
        }
        if (before.Configs is null || !configs.SameAs(before.Configs, ConfigKind.ConfigMap))
        {
            view = view with { RateLimits = RateLimitRules.Build(configs, before.RateLimits) };
            foreach (var (map, error) in view.RateLimits.Errors) LimitRefused(log, map, error.ToString());
        }
        return view;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Rule}: {Problem}")]
    private static partial void LeadsNowhere(ILogger log, ConfigKey rule, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Map}: {Problem}; the last good limits go on")]
    private static partial void LimitRefused(ILogger log, ConfigKey map, string problem);

    private sealed record View(ConfigSet? Configs, MixerPolicy Policy, CheckCache Cache, RateLimitRules RateLimits);
}
