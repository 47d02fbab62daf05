using System.Collections.Concurrent;
using Mesh.Actors;
using Mesh.Actors.Config;
using Mesh.Actors.Connections;
using Mesh.Core.Analysis;
using Mesh.Core.Model;
using Mesh.Core.Translation.Pipeline;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Tests.Actors;

/// <summary>Remembers what it is told.</summary>
internal sealed class Observed : IMeshObserver, IStreamObserver
{
    public ConcurrentQueue<ConfigEffect> Effects { get; } = new();

    public ConcurrentQueue<string> Failures { get; } = new();

    public ConcurrentQueue<ValueList<Finding>> Findings { get; } = new();

    public ConcurrentQueue<StreamFact> Facts { get; } = new();

    public int Lost;

    public int Open;

    public void ConfigTaken(ConfigState state, ConfigEffect effect) => Effects.Enqueue(effect);

    public void SourceLost(string source, Exception cause, TimeSpan again) => Interlocked.Increment(ref Lost);

    public void ModelBuilt(MeshModel model, TimeSpan took)
    {
    }

    public void Unread(string what) => Failures.Enqueue(what);

    public void Failed(string what, Exception cause) => Failures.Enqueue($"{what}: {cause}");

    public void Translated(ProxyClass proxies, TimeSpan took)
    {
    }

    public void Converged(TimeSpan after)
    {
    }

    public void Analyzed(ValueList<Finding> findings, ValueList<Finding> before, TimeSpan took) => Findings.Enqueue(findings);

    public void ProblemsChanged(IReadOnlyList<Withheld> withheld, IReadOnlyList<TranslationWarning> warnings)
    {
    }

    public void Opened(StreamPeer peer, StreamKind kind) => Interlocked.Increment(ref Open);

    public void Observe(StreamPeer peer, string nodeId, StreamFact fact) => Facts.Enqueue(fact);

    public void Closed(StreamPeer peer, StreamKind kind) => Interlocked.Decrement(ref Open);
}
