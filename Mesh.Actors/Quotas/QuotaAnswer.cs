namespace Mesh.Actors.Quotas;

/// <summary>What became of a wish for tokens.</summary>
/// <param name="Granted">0: refused.</param>
/// <param name="Remaining">What may still be had in this window, as far as this member knows.</param>
/// <param name="RenewsIn">When there may be more.</param>
public readonly record struct QuotaAnswer(long Granted, long Remaining, TimeSpan RenewsIn);
