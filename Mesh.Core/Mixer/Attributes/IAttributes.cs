namespace Mesh.Core.Mixer.Attributes;

/// <summary>What is known of one request or connection.</summary>
public interface IAttributes
{
    /// <returns>
    /// A string, long, double, bool, <see cref="DateTimeOffset"/>, <see cref="TimeSpan"/> or <see cref="System.Net.IPAddress"/>; null when it is not known.
    /// </returns>
    object? Find(string name);

    /// <summary>One entry of a string map: <c>request.headers["x-user"]</c>.</summary>
    string? Find(string map, string key);

    /// <summary>A whole string map.</summary>
    IReadOnlyDictionary<string, string>? FindMap(string name);
}
