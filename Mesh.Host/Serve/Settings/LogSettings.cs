using Akka.Configuration;
using Mesh.Actors.Log;

namespace Mesh.Serve.Settings;

/// <summary>Reads mesh.log.</summary>
internal static class LogSettings
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(1);

    public static LogOptions From(Config config) => new(
        new(config.Number("mesh.log.keep-revisions", 1), config.Bytes("mesh.log.keep-bytes"), config.Duration("mesh.log.keep-for")),
        config.Duration("mesh.log.recovery-timeout"),
        config.Number("mesh.log.queue-revisions", 1),
        config.Bytes("mesh.log.queue-bytes"),
        FirstBackOff,
        config.Duration("mesh.log.longest-back-off"));
}
