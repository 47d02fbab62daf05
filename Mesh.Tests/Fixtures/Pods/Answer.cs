namespace Mesh.Tests.Fixtures.Pods;

/// <summary>What came back for one request: an application's answer, a proxy's (then <see cref="Pod"/> is null), or an error.</summary>
/// <param name="Ms">Milliseconds from the call to the last byte.</param>
/// <param name="Echo">What the application saw of the request.</param>
/// <param name="Body">What a proxy said.</param>
public sealed record Answer(
    int? Status, string? Pod, string? Version, int Ms, IReadOnlyDictionary<string, System.Text.Json.JsonElement>? Headers, SeenRequest? Echo, string? Body, string? Error)
{
    public string? Header(string name) => Headers is not null && Headers.TryGetValue(name, out var value) ? value.ToString() : null;
}

/// <summary>A request as it reached an application.</summary>
public sealed record SeenRequest(string Method, string Path, IReadOnlyDictionary<string, System.Text.Json.JsonElement> Headers, int? Port)
{
    public string? Header(string name) => Headers.TryGetValue(name, out var value) ? value.ToString() : null;
}

/// <summary>What a load had by the time that it was stopped.</summary>
/// <param name="Pods">How many of the good answers came from each pod.</param>
public sealed record LoadResult(int Ok, IReadOnlyDictionary<string, int> Pods, IReadOnlyList<Answer> Failures);
