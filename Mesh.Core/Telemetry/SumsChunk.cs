namespace Mesh.Core.Telemetry;

/// <summary>
/// Sums of series whose numbers are neighbours, as one value of the store: a store's price is that of its values and hardly that of their size.
/// </summary>
public static class SumsChunk
{
    private const int Size = 32;

    public static int Of(int series) => series / Size;

    /// <param name="sums">By the number of the series, all of one chunk.</param>
    public static byte[] Write(IEnumerable<KeyValuePair<int, Sums>> sums)
    {
        var pack = new PackWriter();
        foreach (var (series, some) in sums)
        {
            pack.Number(series);
            pack.Sums(some);
        }
        return pack.ToArray();
    }

    public static IReadOnlyDictionary<int, Sums> Read(ReadOnlySpan<byte> bytes)
    {
        var found = new Dictionary<int, Sums>();
        var pack = new PackReader(bytes);
        while (!pack.AtEnd)
        {
            var series = (int)pack.Number();
            pack.Sums(found[series] = new());
        }
        return found;
    }
}
