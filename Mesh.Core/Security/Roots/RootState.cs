using Mesh.Core.Values;

namespace Mesh.Core.Security.Roots;

/// <summary>
/// The roots of a mesh, and the one way in which they change. Pure.
/// <code>
/// None ──founded──► Steady ──introduced──► Introducing ──switched──► Retiring ──dropped──► Steady
///                                 every proxy trusts both      nobody holds what the old one signed
/// </code>
/// A taint goes the same way in a hurry: it waits for the proxies that are connected, and for the others no longer than its grace.
/// </summary>
/// <param name="Generation">Of the bundle; grows with each event.</param>
public sealed record RootState(long Generation, ValueList<TrustedRoot> Roots)
{
    public static readonly RootState None = new(0, []);

    public TrustedRoot? Active => With(RootRole.Active);

    public TrustedRoot? Incoming => With(RootRole.Incoming);

    public TrustedRoot? Outgoing => With(RootRole.Outgoing);

    public RootPhase Phase =>
        Active is null ? RootPhase.None
        : Incoming is not null ? RootPhase.Introducing
        : Outgoing is not null ? RootPhase.Retiring
        : RootPhase.Steady;

    /// <summary>What proxies are to trust: the active root first, which is also what a client takes for <i>the</i> root.</summary>
    public string Bundle => PemCertificates.Bundle(Roots.OrderBy(x => x.Role == RootRole.Active ? 0 : 1).Select(x => x.Pem));

    /// <summary>The root that signs is taken for stolen, or was until just now: certificates are to be renewed now and not at half of their life.</summary>
    public bool IsUrgent => Roots.Any(x => x.TaintedAt is not null);

    /// <summary>A root that is to take over.</summary>
    /// <returns>What happens, or why not now.</returns>
    public (RootEvent? Event, ConfigError? Error) Introduce(TrustedRoot root) => Phase switch
    {
        RootPhase.None => (new RootFounded(root.Fingerprint, root.Pem, root.NotAfter), null),
        _ when Roots.Any(x => x.Fingerprint == root.Fingerprint) => Refuse($"{Short(root.Fingerprint)} is one of the roots already"),
        RootPhase.Introducing => Refuse($"{Short(Incoming!.Fingerprint)} is still being introduced"),
        RootPhase.Retiring => Refuse($"{Short(Outgoing!.Fingerprint)} is still held by proxies; a rotation begins when the last one has ended"),
        _ => (new RootIntroduced(root.Fingerprint, root.Pem, root.NotAfter), null),
    };

    public (RootEvent? Event, ConfigError? Error) Taint(string fingerprint, DateTimeOffset now)
    {
        var found = Roots.Where(x => x.Fingerprint.StartsWith(fingerprint, StringComparison.OrdinalIgnoreCase)).ToList();
        return found switch
        {
            [] => Refuse($"{fingerprint} is no root of this mesh"),
            [{ TaintedAt: not null }] => Refuse($"{Short(found[0].Fingerprint)} is tainted already"),
            [var root] => (new RootTainted(root.Fingerprint, now), null),
            _ => Refuse($"{fingerprint} begins more than one root's fingerprint"),
        };
    }

    /// <summary>What follows from what is seen at the proxies.</summary>
    /// <param name="seen">By every member, of the present generation.</param>
    /// <param name="taintGrace">How long a tainted root stays trusted for those who cannot be told: agents, until they ask again.</param>
    public RootEvent? Next(RootHolders seen, TimeSpan taintGrace, DateTimeOffset now)
    {
        switch (Phase)
        {
            case RootPhase.Introducing:
                // In a hurry nobody waits for those who cannot be told: they would trust the stolen root, and hear of the new one no sooner.
                var known = seen.Unaware == 0 && (IsUrgent || IsOver(seen.UnawareUntil, now));
                var overdue = Active!.TaintedAt is { } tainted && now >= tainted + taintGrace;
                return known || overdue ? new RootSwitched(Incoming!.Fingerprint) : null;
            case RootPhase.Retiring:
                var root = Outgoing!;
                var free = seen is { Holders: 0, Unaware: 0 } && IsOver(seen.HeldUntil, now);
                var ended = root.NotAfter <= now || (root.TaintedAt is { } at && now >= at + taintGrace);
                return free || ended ? new RootDropped(root.Fingerprint) : null;
            default:
                return null;
        }
    }

    public RootState Apply(RootEvent e) => e switch
    {
        RootFounded x => After(Roots.Append(new(x.Fingerprint, x.Pem, x.NotAfter, RootRole.Active))),
        RootIntroduced x => After(Roots.Append(new(x.Fingerprint, x.Pem, x.NotAfter, RootRole.Incoming))),
        RootSwitched => After(Roots.Select(x => x.Role switch
        {
            RootRole.Active => x with { Role = RootRole.Outgoing },
            RootRole.Incoming => x with { Role = RootRole.Active },
            _ => x,
        })),
        RootDropped x => After(Roots.Where(root => root.Fingerprint != x.Fingerprint)),
        RootTainted x => After(Roots.Select(root => root.Fingerprint == x.Fingerprint ? root with { TaintedAt = x.At } : root)),
        _ => throw new InvalidOperationException($"{e.GetType().Name} is no event of roots"),
    };

    /// <summary>Enough of a fingerprint to tell roots apart by eye.</summary>
    public static string Short(string fingerprint) => fingerprint.Length > 12 ? fingerprint[..12] : fingerprint;

    private RootState After(IEnumerable<TrustedRoot> roots) => new(Generation + 1, roots.ToValueList());

    private TrustedRoot? With(RootRole role) => Roots.FirstOrDefault(x => x.Role == role);

    private static bool IsOver(DateTimeOffset? until, DateTimeOffset now) => until is null || until <= now;

    private static (RootEvent? Event, ConfigError? Error) Refuse(string reason) => (null, new("ca", reason));
}
