using Akka.Actor;
using Akka.Event;
using Mesh.Core.Config;
using Mesh.Core.History;

namespace Mesh.Actors.Log;

/// <summary>All that is said between the keeper of the configuration, that of the log, and its writers. None of it leaves the member.</summary>
public static class LogMessages
{
    /// <summary>To the keeper of the configuration, once: all that the log knows. With nothing to say yet when that took too long.</summary>
    /// <param name="Revision">The highest that was ever stored.</param>
    public sealed record Recovered(long Revision, IReadOnlyList<KeyValuePair<string, LoggedDocument>> Documents) : INoSerializationVerificationNeeded
    {
        public static readonly Recovered Nothing = new(0, []);
    }

    /// <summary>To the keeper of the configuration: somebody else has written to the log. It should begin anew, from what the log says.</summary>
    public sealed record Conflict(string Reason) : INoSerializationVerificationNeeded;

    /// <summary>From the keeper of the configuration: this was accepted.</summary>
    /// <param name="Mesh">The mesh-wide settings; null when they are as before.</param>
    /// <param name="Whole">What they do not name is gone.</param>
    public sealed record Append(
        long Revision,
        string Source,
        IReadOnlyList<ConfigObject> Applied,
        IReadOnlyList<ConfigKey> Removed,
        MeshConfig? Mesh,
        OfHidden Hidden,
        bool Whole) : INoSerializationVerificationNeeded;

    /// <summary>From a writer, when it has read its part of the log.</summary>
    internal sealed record Opened(MeshHistory History) : INoSerializationVerificationNeeded;

    /// <summary>To a writer.</summary>
    internal sealed record Write(IReadOnlyList<LoggedRevision> Revisions) : INoSerializationVerificationNeeded;

    /// <summary>From a writer.</summary>
    internal sealed record Written(long Revision) : INoSerializationVerificationNeeded;

    /// <summary>From a writer, before it ends.</summary>
    internal sealed record Failed(Exception Cause) : INoSerializationVerificationNeeded;

    /// <summary>From a writer: what is older than this revision is no longer told apart.</summary>
    internal sealed record Folded(long Revision) : INoSerializationVerificationNeeded;

    internal sealed record OpenAgain(LogPart Part) : INoSerializationVerificationNeeded;

    internal sealed record TooLong : INoSerializationVerificationNeeded
    {
        public static readonly TooLong Instance = new();
    }
}

/// <summary>The log has two parts, each a journal of its own.</summary>
public enum LogPart
{
    /// <summary>What users say. Its past is kept.</summary>
    Config,

    /// <summary>Where workloads are. Only its last state is kept.</summary>
    Observed,
}
