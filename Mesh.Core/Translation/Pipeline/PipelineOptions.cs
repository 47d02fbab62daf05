namespace Mesh.Core.Translation.Pipeline;

/// <param name="RouteGrace">How long a route to a cluster that does not exist (yet) is kept from proxies that have a better one. Zero or more.</param>
public sealed record PipelineOptions(TimeSpan RouteGrace)
{
    public static readonly PipelineOptions Default = new(TimeSpan.FromSeconds(5));
}
