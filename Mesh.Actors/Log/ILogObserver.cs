using Mesh.Actors.Config;

namespace Mesh.Actors.Log;

/// <summary>Told what becomes of the mesh log, from many threads: metrics, logs. Calls are short and never throw.</summary>
public interface ILogObserver
{
    /// <summary>Until the source answers, the mesh is served as the log knew it last.</summary>
    void Restored(ConfigState state);

    /// <summary>What the log holds could not all be read; the rest is served.</summary>
    void Unreadable(string name, Exception cause);

    void Advanced(LogStatus status);

    /// <param name="again">When the store will be tried again.</param>
    void Failed(Exception cause, TimeSpan again);

    /// <summary>Another member writes to the log; the keeper of the configuration begins anew.</summary>
    void Conflict(string reason);
}
