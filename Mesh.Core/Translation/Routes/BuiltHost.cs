using Envoy.Config.Route.V3;
using Mesh.Core.Config;

namespace Mesh.Core.Translation.Routes;

/// <summary>A virtual host and what it was made of. Compared by reference: the memo keeps it as long as nothing in it changes.</summary>
internal sealed class BuiltHost(VirtualHost message, params IReadOnlyList<ConfigKey> origins)
{
    /// <summary>Shared by route configurations: never change it.</summary>
    public VirtualHost Message { get; } = message;

    public IReadOnlyList<ConfigKey> Origins { get; } = origins;
}
