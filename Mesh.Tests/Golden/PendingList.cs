using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Golden;

/// <summary>
/// Rows that are not equal yet, by name, one a line. The list can only shrink: a row in it that is equal fails, and so does one that is not in it and differs.
/// With ACTORMESH_SHRINK_PENDING=1 the tests take equal rows out of it themselves.
/// </summary>
internal sealed class PendingList
{
    private const string ShrinkSwitch = "ACTORMESH_SHRINK_PENDING";

    private static readonly Lock Writing = new();

    private readonly HashSet<string> _names;

    private PendingList(IEnumerable<string> names) => _names = [.. names];

    public static readonly string File = Path.Combine(Repository.Root, "Mesh.Tests", "Golden", "pending.txt");

    public static readonly PendingList Current = new(System.IO.File.ReadAllLines(File)
        .Select(line => line.Split('#')[0].Trim())
        .Where(line => line.Length > 0));

    public IReadOnlyCollection<string> Names => _names;

    public bool Contains(string name) => _names.Contains(name);

    /// <returns>false when the list is not to be changed.</returns>
    public static bool TryRemove(string name)
    {
        if (Environment.GetEnvironmentVariable(ShrinkSwitch) is null or "") return false;
        lock (Writing) System.IO.File.WriteAllLines(File, System.IO.File.ReadAllLines(File).Where(line => line.Split('#')[0].Trim() != name));
        return true;
    }
}
