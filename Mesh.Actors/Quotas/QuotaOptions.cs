namespace Mesh.Actors.Quotas;

/// <summary>Of one member.</summary>
/// <param name="AskTimeout">How long a decision waits for the quota's owner. Greater than zero.</param>
/// <param name="MaxWaiting">Decisions of one quota that may wait at once; the next is answered as if the owner were away. At least 1.</param>
public sealed record QuotaOptions(WhenUnavailable WhenUnavailable, TimeSpan AskTimeout, int MaxWaiting)
{
    public static readonly QuotaOptions Default = new(WhenUnavailable.Share, TimeSpan.FromMilliseconds(500), 10_000);
}

/// <summary>What happens while the owner of a quota cannot be asked, or cannot know what was handed out before it came.</summary>
public enum WhenUnavailable
{
    /// <summary>Each member admits its part of the limit, so that all together admit no more than the limit once again: at most twice the limit in a window.</summary>
    Share,

    Allow,

    Deny,
}
