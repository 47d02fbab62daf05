using Mesh.Actors.Config;
using Mesh.Core.Analysis;
using Mesh.Core.Model;
using Mesh.Core.Translation.Pipeline;
using Mesh.Core.Values;

namespace Mesh.Actors;

/// <summary>Told what becomes of configuration and model, from many threads: metrics, logs, pages. Calls are short and never throw.</summary>
public interface IMeshObserver
{
    void ConfigTaken(ConfigState state, ConfigEffect effect);

    /// <param name="again">When it will be tried again.</param>
    void SourceLost(string source, Exception cause, TimeSpan again);

    void ModelBuilt(MeshModel model, TimeSpan took);

    /// <summary>An object came from a member of another release, and is none that this one can read: it is not served from here.</summary>
    void Unread(string what);

    /// <summary>A bug of ours showed; what was in force before stays.</summary>
    void Failed(string what, Exception cause);

    void Translated(ProxyClass proxies, TimeSpan took);

    /// <summary>A proxy was written all that a change of the model meant for it, so long after the change.</summary>
    void Converged(TimeSpan after);

    /// <summary>The mesh was looked over.</summary>
    /// <param name="before">What was found the last time.</param>
    void Analyzed(ValueList<Finding> findings, ValueList<Finding> before, TimeSpan took);

    /// <summary>All that is withheld and warned of now, over all proxies that are served here.</summary>
    void ProblemsChanged(IReadOnlyList<Withheld> withheld, IReadOnlyList<TranslationWarning> warnings);
}
