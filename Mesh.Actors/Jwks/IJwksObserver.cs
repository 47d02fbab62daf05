using Mesh.Core.Security.Jwks;

namespace Mesh.Actors.Jwks;

/// <summary>Told by the member that fetches what became of it, from many threads: log, metrics.</summary>
public interface IJwksObserver
{
    /// <param name="news">Other keys than before.</param>
    void KeysFetched(JwksState state, bool news);

    void KeysNotFetched(JwksState state);
}
