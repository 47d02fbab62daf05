using Envoy.Service.Discovery.V3;
using Mesh.Core.Xds;

namespace Mesh.Tests.Fixtures;

/// <summary>A response of either variant as a test wants to see it.</summary>
public sealed record XdsReply(XdsType Type, string Nonce, string Version, IReadOnlyList<Resource> Resources, IReadOnlyList<string> Removed)
{
    public IEnumerable<string> Names => Resources.Select(x => x.Name);

    public static XdsReply Of(DiscoveryResponse response)
    {
        var type = XdsType.Find(response.TypeUrl)!;
        return new(type, response.Nonce, response.VersionInfo, [.. response.Resources.Select(body => Unwrap(type, body))], []);
    }

    public static XdsReply Of(DeltaDiscoveryResponse response)
    {
        var type = XdsType.Find(response.TypeUrl)!;
        Assert.All(response.Resources.Where(x => x.Resource_ is not null), x => Assert.Equal(response.TypeUrl, x.Resource_.TypeUrl));
        return new(type, response.Nonce, response.SystemVersionInfo, [.. response.Resources], [.. response.RemovedResources]);
    }

    public override string ToString() => $"{Type} [{string.Join(", ", Names)}]{(Removed.Count > 0 ? $" -[{string.Join(", ", Removed)}]" : "")}";

    private static Resource Unwrap(XdsType type, Google.Protobuf.WellKnownTypes.Any body)
    {
        if (body.Is(Resource.Descriptor)) return body.Unpack<Resource>();
        Assert.Equal(type.TypeUrl, body.TypeUrl);
        return new Resource { Name = XdsSamples.NameOf(body), Resource_ = body };
    }
}
