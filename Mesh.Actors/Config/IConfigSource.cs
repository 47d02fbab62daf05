using Mesh.Core.Config;

namespace Mesh.Actors.Config;

/// <summary>Where configuration comes from: a directory, a Kubernetes API.</summary>
public interface IConfigSource
{
    /// <summary>As an operator would say it: <c>directory samples/bookinfo</c>.</summary>
    string Description { get; }

    /// <summary>The file that holds an object, for whoever wants to change it; null when the source is no files.</summary>
    string? PathOf(ConfigSource place) => null;

    /// <summary>
    /// The first element is the complete state, even when it is empty; each further one a batch of changes, at once when they happen. The next
    /// element is asked for when the former has been taken, so a source merges what happens in between. Ends with <paramref name="cancel"/>, or
    /// with an exception when the source is lost: then it is watched anew, from a complete state.
    /// </summary>
    IAsyncEnumerable<ConfigChanges> Watch(CancellationToken cancel);
}
