using System.Net;
using Mesh.Actors.Connections;
using Mesh.Core.Config;
using Mesh.Core.Xds;
using Mesh.Gateway.People;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Tests.Gateway.People;

public sealed class StreamLogTests : ILogger<StreamLog>
{
    private static readonly StreamPeer Peer = new(new(IPAddress.Loopback, 1));

    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _lines = [];
    private readonly StreamLog _log;

    public StreamLogTests() => _log = new(_time, this);

    [Fact]
    public void A_refusal_names_the_proxy_the_resource_its_origin_and_the_proxys_own_words()
    {
        _log.Observe(Peer, "sidecar~web", Refusal("no such filter"));

        var line = Assert.Single(_lines);
        foreach (var part in new[] { "sidecar~web", "LDS", "0.0.0.0_80", "EnvoyFilter shop/broken", "no such filter" }) Assert.Contains(part, line, StringComparison.Ordinal);
    }

    [Fact]
    public void One_cause_met_by_a_thousand_proxies_is_told_once_and_counted()
    {
        for (var i = 0; i < 1000; i++) _log.Observe(Peer, $"sidecar~{i}", Refusal("no such filter"));
        Assert.Single(_lines);

        _time.Advance(TimeSpan.FromSeconds(11));
        _log.Observe(Peer, "sidecar~last", Refusal("no such filter"));

        Assert.Contains("and 999 before it", _lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Another_cause_is_told_at_once()
    {
        _log.Observe(Peer, "sidecar~web", Refusal("no such filter"));
        _log.Observe(Peer, "sidecar~web", Refusal("duplicate address"));

        Assert.Equal(2, _lines.Count);
    }

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Add(formatter(state, exception));

    private static StreamFact.Nacked Refusal(string words) => new(new(
        XdsType.Listener, "1", "v", NameSet.Of(["0.0.0.0_80"]), ["0.0.0.0_80"], 13, words, [new(ConfigKind.EnvoyFilter, "shop", "broken")], DateTimeOffset.UnixEpoch));
}
