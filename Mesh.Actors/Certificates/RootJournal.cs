using Mesh.Core.Security.Roots;
using static Mesh.Actors.Certificates.RootMessages;

namespace Mesh.Actors.Certificates;

/// <summary>Events of roots, to the journal and back. Kinds are names of files that outlive the program: append only.</summary>
internal static class RootJournal
{
    private const string Founded = "founded";
    private const string Introduced = "introduced";
    private const string Switched = "switched";
    private const string Dropped = "dropped";
    private const string Tainted = "tainted";

    public static RootRecorded Write(RootEvent e) => e switch
    {
        RootFounded x => new(Founded, x.Fingerprint, x.Pem, x.NotAfter.ToUnixTimeMilliseconds()),
        RootIntroduced x => new(Introduced, x.Fingerprint, x.Pem, x.NotAfter.ToUnixTimeMilliseconds()),
        RootSwitched x => new(Switched, x.Fingerprint, "", 0),
        RootDropped x => new(Dropped, x.Fingerprint, "", 0),
        RootTainted x => new(Tainted, x.Fingerprint, "", x.At.ToUnixTimeMilliseconds()),
        _ => throw new InvalidOperationException($"{e.GetType().Name} is no event of roots"),
    };

    public static RootEvent Read(RootRecorded e) => e.Kind switch
    {
        Founded => new RootFounded(e.Fingerprint, e.Pem, Time(e)),
        Introduced => new RootIntroduced(e.Fingerprint, e.Pem, Time(e)),
        Switched => new RootSwitched(e.Fingerprint),
        Dropped => new RootDropped(e.Fingerprint),
        Tainted => new RootTainted(e.Fingerprint, Time(e)),
        _ => throw new InvalidOperationException($"\"{e.Kind}\" is no event of roots in this release"),
    };

    private static DateTimeOffset Time(RootRecorded e) => DateTimeOffset.FromUnixTimeMilliseconds(e.At);
}
