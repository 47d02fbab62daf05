namespace Mesh.Core.Telemetry;

/// <summary>Envoy's response flags: a bit for each field of envoy.data.accesslog.v3.ResponseFlags, and the short words of text access logs.</summary>
public static class ResponseFlags
{
    public const string None = "-";

    /// <summary>By field number; 0 is no field.</summary>
    private static readonly string[] Words =
    [
        "", "LH", "UH", "UT", "LR", "UR", "UF", "UC", "UO", "NR", "DI", "FI", "RL", "UAEX", "RLSE", "DC", "URX", "SI", "IH", "DPE", "UMSDR", "RFCF", "NFCF", "DT", "UPE", "NC", "OM", "DF", "DR",
    ];

    public static ulong Bit(int field) => field is > 0 and < 64 ? 1UL << field : 0;

    /// <summary>Fields that are unknown here have no word and are left out.</summary>
    public static string Text(ulong flags)
    {
        if (flags == 0) return None;
        var words = string.Join(',', Enumerable.Range(1, Words.Length - 1).Where(x => (flags & Bit(x)) != 0).Select(x => Words[x]));
        return words.Length > 0 ? words : None;
    }
}
