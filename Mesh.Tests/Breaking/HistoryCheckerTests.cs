using Mesh.Bench.Soak;
using Mesh.Core.Xds;
using static Mesh.Bench.Soak.HistoryEvent;

namespace Mesh.Tests.Breaking;

/// <summary>The judge is judged: it finds nothing in a good history, and each fault in a bad one.</summary>
public sealed class HistoryCheckerTests
{
    private static readonly Dictionary<string, string> Nothing = [];
    private int _nonce;

    private HistoryEvent[] Good =>
    [
        new Opened(),
        Asks(XdsType.Cluster),
        Asks(XdsType.Listener),
        Answers(XdsType.Cluster, Cluster("a"), Cluster("b")),
        Asks(XdsType.Endpoint, "a", "b"),
        Answers(XdsType.Endpoint, Plain("a"), Plain("b")),
        Answers(XdsType.Listener, Listener("in", "80")),
        Asks(XdsType.Route, "80"),
        Answers(XdsType.Route, Route("80", "1", "a")),
    ];

    [Fact]
    public void A_good_history_is_clean()
    {
        Assert.Empty(Violations([
            .. Good,
            Answers(XdsType.Route, Route("80", "2", "b")),
            Gone(XdsType.Cluster, "a"),
            new Ended("UNAVAILABLE"),
            new Opened(),
            Asks(XdsType.Cluster, Held(("b", "1"))),
            Asks(XdsType.Endpoint, Held(("b", "1")), "b"),
            Asks(XdsType.Listener, Held(("in", "1"))),
            Asks(XdsType.Route, Held(("80", "2")), "80"),
            Answers(XdsType.Cluster),
            Answers(XdsType.Endpoint, Plain("b")),
            Answers(XdsType.Cluster, Cluster("b", "2")),
            Answers(XdsType.Endpoint, Plain("b")),
        ]));
    }

    [Fact]
    public void A_route_to_a_cluster_that_is_not_there_is_found() =>
        Finds(58, [.. Good, Answers(XdsType.Route, Route("80", "2", "c"))]);

    [Fact]
    public void A_cluster_that_goes_before_its_route_is_found() => Finds(58, [.. Good, Gone(XdsType.Cluster, "a")]);

    [Fact]
    public void What_did_not_change_and_is_sent_again_is_found() => Finds(62, [.. Good, Answers(XdsType.Cluster, Cluster("a"))]);

    [Fact]
    public void What_a_client_that_comes_back_holds_and_is_sent_is_found() =>
        Finds(51, [.. Good, new Opened(), Asks(XdsType.Cluster, Held(("a", "1"), ("b", "1"))), Answers(XdsType.Cluster, Cluster("a"))]);

    [Fact]
    public void A_cluster_that_is_not_followed_by_its_endpoints_is_found() => Finds(60, [.. Good, Answers(XdsType.Cluster, Cluster("a", "2"))]);

    [Fact]
    public void A_question_that_is_never_answered_is_found() => Finds(61, [.. Good, Asks(XdsType.Route, "81")]);

    [Fact]
    public void A_name_twice_in_one_response_is_found() => Finds(47, [.. Good, Answers(XdsType.Route, Route("80", "2", "a"), Route("80", "3", "a"))]);

    [Fact]
    public void What_nobody_asked_for_is_found() => Finds(46, [.. Good, Answers(XdsType.Route, Route("81", "1", "a"))]);

    [Fact]
    public void A_nonce_that_is_used_twice_is_found() => Finds(14, [.. Good, new Answered(XdsType.Route, "1", [], [])]);

    [Fact]
    public void An_empty_world_is_found() => Finds(0, [.. Good, Gone(XdsType.Cluster, "a", "b")]);

    [Fact]
    public void An_earlier_state_after_a_later_one_is_counted()
    {
        var checker = HistoryChecker.Check("c", [.. Good, Answers(XdsType.Route, Route("80", "2", "a") with { Marker = 7 }), Answers(XdsType.Route, Route("80", "3", "a") with { Marker = 6 })]);

        Assert.Equal((6, 1), (checker.Marker, checker.Regressions));
    }

    private static void Finds(int rule, HistoryEvent[] history) => Assert.Contains(Violations(history), x => x.StartsWith($"rule {rule}:", StringComparison.Ordinal));

    private static IReadOnlyList<string> Violations(HistoryEvent[] history)
    {
        var checker = HistoryChecker.Check("c", history);
        checker.Settle();
        return checker.Violations;
    }

    private static Asked Asks(XdsType type, params string[] names) => new(type, names, [], Nothing);

    private static Asked Asks(XdsType type, Dictionary<string, string> held, params string[] names) => new(type, names, [], held);

    private static Dictionary<string, string> Held(params (string Name, string Version)[] held) => held.ToDictionary(x => x.Name, x => x.Version);

    private Answered Answers(XdsType type, params HeldResource[] resources) => new(type, $"{++_nonce}", resources, []);

    private Answered Gone(XdsType type, params string[] names) => new(type, $"{++_nonce}", [], names);

    private static HeldResource Cluster(string name, string version = "1") => new(name, version, [name], [], null);

    private static HeldResource Plain(string name) => new(name, "1", [], [], null);

    private static HeldResource Listener(string name, string route) => new(name, "1", [route], [], null);

    private static HeldResource Route(string name, string version, string cluster) => new(name, version, [], [cluster], null);
}
