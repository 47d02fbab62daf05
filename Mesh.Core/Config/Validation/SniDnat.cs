namespace Mesh.Core.Config.Validation;

/// <summary>The names that gateways between networks go by: <c>outbound_.443_.subset_.host</c>, whose underscores no other name may have.</summary>
internal static class SniDnat
{
    private const string Prefix = "outbound_.";
    private const int Parts = 4;

    /// <returns>The host inside such a name; any other name as it is.</returns>
    public static string Host(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) && name.Split("_.", Parts) is [_, _, _, var host] ? host : name;
}
