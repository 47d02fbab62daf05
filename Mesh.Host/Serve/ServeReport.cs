using Mesh.Actors.Config;
using Mesh.Persistence.Store;
using Mesh.Serve.Settings;

namespace Mesh.Serve;

/// <summary>What a run says when it has started: what it loaded, what it refused and why, where it listens. Then it is quiet.</summary>
public static class ServeReport
{
    public static IEnumerable<string> Lines(string version, string source, ConfigState state, ServerSettings settings, MeshStore store)
    {
        yield return $"ActorMesh {version}";
        var counts = state.Configs.Counts;
        yield return counts.Count == 0
            ? $"Loaded nothing from {source}"
            : $"Loaded {counts.Values.Sum()} objects from {source}: {string.Join(", ", counts.Select(x => $"{x.Value} {x.Key}"))}";
        foreach (var refused in state.Refused)
        {
            foreach (var error in refused.Errors) yield return $"Refused {refused.Object} ({refused.At(error)}): {error}";
        }
        foreach (var warned in state.Warnings)
        {
            foreach (var error in warned.Errors) yield return $"Warning {warned.Object} ({warned.Source}): {error}";
        }
        if (state.Refused.Count > 0) yield return $"{state.Refused.Count} documents are refused; they take effect as soon as they are mended, without a restart.";
        yield return $"State: {store.Description}";
        yield return $"xDS for proxies (plaintext): {settings.XdsListen}";
        if (settings.Identity.Listen is { } tls) yield return $"xDS and certificates (TLS): {tls}, trusted by {settings.Identity.RootFile}";
        yield return $"Metrics, readiness, debug pages: http://{settings.HttpListen}/debug/";
    }
}
