using Mesh.Core.Quotas;

namespace Mesh.Core.RateLimits;

/// <summary>The limit that a descriptor met.</summary>
/// <param name="Limit">Null: unlimited.</param>
/// <param name="IsShadow">It counts, but admits all the same.</param>
/// <param name="Name">What the user called it, or the path of keys that leads to it.</param>
/// <param name="RequestsPerUnit">As it is told to the proxy.</param>
public sealed record RateLimit(string Name, QuotaLimit? Limit, bool IsShadow, uint RequestsPerUnit, Envoy.Service.Ratelimit.V3.RateLimitResponse.Types.RateLimit.Types.Unit Unit);
