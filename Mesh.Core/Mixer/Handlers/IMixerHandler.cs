using Mesh.Core.Mixer.Attributes;
using Mesh.Core.Quotas;
using Mesh.Core.Values;

namespace Mesh.Core.Mixer.Handlers;

/// <summary>An adapter with its settings.</summary>
public interface IMixerHandler;

/// <summary>Allows or denies.</summary>
public interface ICheckHandler : IMixerHandler
{
    CheckVerdict Check(InstanceValues instance);
}

/// <summary>Limits.</summary>
public interface IQuotaHandler : IMixerHandler
{
    /// <param name="quota">The instance's name, as handlers name it: NAME, NAME.NAMESPACE or NAME.quota.NAMESPACE.</param>
    /// <returns>Null when it does not limit that quota.</returns>
    QuotaLimit? LimitOf(QuotaName quota, ValueMap<string> dimensions);
}

/// <summary>An instance's expressions, evaluated for one request.</summary>
/// <param name="Value">Of a listentry; null where the attribute is not known.</param>
public readonly record struct InstanceValues(object? Value);

public readonly record struct QuotaName(string Name, string Namespace)
{
    /// <summary>Mixer 1.0 wrote the template's name in between.</summary>
    public bool IsCalled(string written) => written == Name || written == $"{Name}.{Namespace}" || written == $"{Name}.quota.{Namespace}" || written == $"{Name}.instance.{Namespace}";

    public override string ToString() => $"{Name}.{Namespace}";
}
