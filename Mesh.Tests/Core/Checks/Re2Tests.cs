using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Checks.Invariants;

namespace Mesh.Tests.Core.Checks;

public sealed class Re2Tests
{
    public static TheoryData<string> Good =>
    [
        "",
        ".*",
        "/api/v[0-9]+(/.*)?",
        "a|b|",
        "(?i)abc",
        "(?:a|b){2,5}?",
        "(?P<name>a)(?<other>b)",
        @"\d+\.\w*\b\pL\p{Greek}\x41\x{00E4}",
        @"[]a^-]+[^]x][[:alpha:]_][a\-z]",
        "a{,5}{x}",
        @"\Qa(b\E",
        "(a{10}){100}",
        "^$",
        "日本+",
    ];

    public static TheoryData<string, string> Bad => new()
    {
        { "(?=a)", "look-around" },
        { "(?<!a)b", "look-around" },
        { @"(a)\1", "back references" },
        { "(a", "missing )" },
        { "a)", "unexpected )" },
        { "[a", "missing ]" },
        { "[z-a]", "invalid range" },
        { "*a", "no argument" },
        { "a**", "bad repetition" },
        { "a{2,1}", "bad repetition" },
        { "a{1001}", "repeats more than 1000 times" },
        { "(a{100}){100}", "repeats more than 1000 times" },
        { @"\", "single" },
        { @"\y", "invalid escape" },
        { @"\x{1F600}", "invalid escape" },
        { "(?>a)", "invalid group" },
        { "[[:word]]:]", "no class" },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void What_RE2_compiles_passes(string expression) => Assert.Null(Re2.Refuses(expression));

    [Theory]
    [MemberData(nameof(Bad))]
    public void What_RE2_refuses_does_not(string expression, string reason) => Assert.Contains(reason, Re2.Refuses(expression));

    [Fact]
    public async Task Envoy_compiles_the_good_ones()
    {
        EnvoyValidation.Demand();

        var words = await EnvoyValidation.Refuses([], [Listener(Good.Select(x => x.Data).Where(x => x.Length > 0))]);

        Assert.True(words is null, words);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Envoy_refuses_the_bad_ones(string expression, string reason)
    {
        EnvoyValidation.Demand();

        var words = await EnvoyValidation.Refuses([], [Listener([expression])]);

        Assert.True(words is not null, $"Envoy accepts {expression}, we say: {reason}");
    }

    private static JsonNode Listener(IEnumerable<string> expressions)
    {
        var routes = expressions.Select(x => $$$"""{"match":{"safeRegex":{"regex":{{{JsonSerializer.Serialize(x)}}}}},"route":{"cluster":"here"}}""");
        return JsonNode.Parse(Refusals.Http($$"""{"virtualHosts":[{"name":"a","domains":["*"],"routes":[{{string.Join(',', routes)}}]}]}"""))!;
    }
}
