using Akka.Actor;
using Akka.Event;
using Mesh.Core.Analysis;
using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Actors.Config;

/// <summary>All that may be said to a <see cref="ConfigActor"/>, and all that it says.</summary>
public static class ConfigMessages
{
    /// <summary>The source has something new. Answered with <see cref="Taken"/>, which asks for more.</summary>
    /// <param name="Complete">The first of a watch: the whole state.</param>
    public sealed record Take(ConfigChanges Changes, bool Complete) : INoSerializationVerificationNeeded;

    public sealed record Taken : INoSerializationVerificationNeeded
    {
        public static readonly Taken Instance = new();
    }

    /// <summary>A member holds a revision that a former keeper gave and this one does not know: go on from there.</summary>
    public sealed record RaiseRevision(long Above) : INoSerializationVerificationNeeded;

    internal sealed record WatchSource : INoSerializationVerificationNeeded
    {
        public static readonly WatchSource Instance = new();
    }

    internal sealed record Restored(ConfigState State) : INoSerializationVerificationNeeded;

    internal sealed record SourceLost(Exception Cause) : INoSerializationVerificationNeeded;

    /// <summary>Answered with <see cref="ConfigReport"/>.</summary>
    public sealed record DescribeConfig : INoSerializationVerificationNeeded
    {
        public static readonly DescribeConfig Instance = new();
    }

    /// <param name="Source">Where the configuration comes from, in an operator's words.</param>
    /// <param name="Counts">Live objects by kind, kinds without any left out.</param>
    /// <param name="Findings">What only shows when the objects are looked at beside each other; as of some moments ago.</param>
    public sealed record ConfigReport(
        long Revision,
        string Source,
        IReadOnlyDictionary<ConfigKind, int> Counts,
        ValueList<RefusedObject> Refused,
        ValueList<RefusedObject> Warnings,
        ValueList<Finding> Findings) : INoSerializationVerificationNeeded;

    /// <summary>To a member's model: there is a new revision, and more than endpoints differs. Revision 0 is no revision.</summary>
    public sealed record MeshChanged(long Revision) : INoSerializationVerificationNeeded;
}
