namespace Mesh.Persistence.Store;

/// <summary>A store that can not be opened: what is wrong and what to do about it, in the words of whoever set it up.</summary>
/// <param name="setting">Which setting would cure it.</param>
public sealed class StoreException(string setting, string reason, Exception? cause = null) : Exception($"{setting}: {reason}", cause)
{
    public string Setting { get; } = setting;

    public string Reason { get; } = reason;
}
