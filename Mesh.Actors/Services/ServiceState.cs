using static Mesh.Actors.Services.ServiceMessages;

namespace Mesh.Actors.Services;

/// <summary>What a service knows of its endpoints. Pure.</summary>
/// <param name="Revision">Counts the changes of this service alone.</param>
/// <param name="Since">The rebuild of the mesh that <paramref name="Digest"/> is compared within: a rebuild tells members of endpoints without asking here.</param>
/// <param name="Observed">Revision of the configuration that was last looked at.</param>
public sealed record ServiceState(string Host, long Revision, long Since, long Observed, UInt128 Digest, int Endpoints, int Healthy)
{
    public static ServiceState New(string host) => new(host, 0, -1, -1, 0, 0, 0);

    public ServiceState Apply(ObserveEndpoints seen)
    {
        if (seen.Revision <= Observed) return this;
        var news = seen.Since != Since || seen.Digest != Digest;
        var next = this with { Since = seen.Since, Observed = seen.Revision, Digest = seen.Digest, Endpoints = seen.Endpoints, Healthy = seen.Healthy };
        return news ? next with { Revision = Revision + 1 } : next;
    }
}
