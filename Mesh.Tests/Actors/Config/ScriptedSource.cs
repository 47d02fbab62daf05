using System.Threading.Channels;
using Mesh.Actors.Config;

namespace Mesh.Tests.Actors;

/// <summary>A source that says what it is told to.</summary>
internal sealed class ScriptedSource : IConfigSource
{
    private Channel<ConfigChanges> _lines = Channel.CreateUnbounded<ConfigChanges>();

    public string Description => "a script";

    public void Say(ConfigChanges changes) => _lines.Writer.TryWrite(changes);

    public void Break()
    {
        var broken = _lines;
        _lines = Channel.CreateUnbounded<ConfigChanges>();
        broken.Writer.TryComplete(new IOException("gone"));
    }

    public IAsyncEnumerable<ConfigChanges> Watch(CancellationToken cancel) => _lines.Reader.ReadAllAsync(cancel);
}
