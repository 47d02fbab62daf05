using Google.Rpc;
using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Mixer.Handlers;

/// <summary>Denies whatever its rule matches. Spec: adapter.denier.config.Params.</summary>
internal sealed class DenierAdapter : MixerAdapter<DenierParams>
{
    public override string Name => "denier";

    public override ValueList<string> Templates => ["checknothing", "listentry", "quota"];

    protected override IMixerHandler Make(DenierParams settings, Findings findings)
    {
        var code = settings.Status?.Code ?? (int)Code.FailedPrecondition;
        if (!Enum.IsDefined((Code)code) || code == (int)Code.Ok) findings.Error($"{Field}.status.code", $"must be a code of google.rpc.Code from 1 to 16 (7 is PERMISSION_DENIED), not {code}");
        findings.NotNegative($"{Field}.validUseCount", settings.ValidUseCount);
        return new Denier(new((Code)code, settings.Status?.Message ?? "", settings.ValidDuration ?? TimeSpan.FromSeconds(5), settings.ValidUseCount ?? 1000));
    }

    private sealed class Denier(CheckVerdict verdict) : ICheckHandler
    {
        public CheckVerdict Check(InstanceValues instance) => verdict;
    }
}

internal sealed record DenierParams
{
    public DenierStatus? Status { get; init; }

    [ConfigAlias("valid_duration")]
    public TimeSpan? ValidDuration { get; init; }

    [ConfigAlias("valid_use_count")]
    public int? ValidUseCount { get; init; }
}

/// <summary>Spec: google.rpc.Status.</summary>
internal sealed record DenierStatus
{
    public int? Code { get; init; }

    public string? Message { get; init; }
}
