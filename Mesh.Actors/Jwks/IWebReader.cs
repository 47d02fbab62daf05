namespace Mesh.Actors.Jwks;

/// <summary>Reads documents that users' objects name by URL. Where it may call, how much it reads and how long it waits is its own affair.</summary>
public interface IWebReader
{
    /// <returns>The document.</returns>
    /// <exception cref="WebReadException">It could not be had, or must not be.</exception>
    Task<string> Read(string url, CancellationToken cancel);
}

/// <summary>Why a document could not be had, in words for the operator: no more of the answer than its status.</summary>
public sealed class WebReadException(string reason, Exception? cause = null) : Exception(reason, cause);
