using System.Collections;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Checks.Rules;
using Validate;

namespace Mesh.Tests.Core.Checks;

/// <summary>Each kind of <c>validate.rules</c>, by itself.</summary>
public sealed class RuleTests
{
    public static TheoryData<string, string, string?> Texts => new()
    {
        { """{"minLen":1}""", "", "must not be empty" },
        { """{"minLen":1}""", "x", null },
        { """{"minLen":3}""", "日本", "must be at least 3 characters long, is 2" },
        { """{"maxLen":1}""", "xy", "must be at most 1 characters long, is 2" },
        { """{"len":2}""", "xyz", "must be 2 characters long, is 3" },
        { """{"maxBytes":5}""", "日本", "must be at most 5 bytes long, is 6" },
        { """{"minBytes":7}""", "日本", "must be at least 7 bytes long, is 6" },
        { """{"lenBytes":6}""", "日本", null },
        { """{"const":"a"}""", "b", "must be 'a'" },
        { """{"pattern":"^[a-z]+$"}""", "a1", "must match ^[a-z]+$, is 'a1'" },
        { """{"prefix":"a"}""", "b", "must begin with 'a'" },
        { """{"suffix":"a"}""", "b", "must end with 'a'" },
        { """{"contains":"a"}""", "b", "must contain 'a'" },
        { """{"notContains":"b"}""", "b", "must not contain 'b'" },
        { """{"in":["a","c"]}""", "b", "must be one of a, c, is 'b'" },
        { """{"notIn":["b"]}""", "b", "must not be 'b'" },
        { """{"minLen":2,"ignoreEmpty":true}""", "", null },
        { """{"wellKnownRegex":"HTTP_HEADER_NAME"}""", "x-a", null },
        { """{"wellKnownRegex":"HTTP_HEADER_NAME"}""", ":path", null },
        { """{"wellKnownRegex":"HTTP_HEADER_NAME"}""", "x a", "'x a' is no name of an HTTP header" },
        { """{"wellKnownRegex":"HTTP_HEADER_NAME","strict":false}""", "x a", null },
        { """{"wellKnownRegex":"HTTP_HEADER_VALUE"}""", "a\u0001", "is no value of an HTTP header: it holds a control character" },
        { """{"wellKnownRegex":"HTTP_HEADER_VALUE","strict":false}""", "a\u0001", null },
        { """{"wellKnownRegex":"HTTP_HEADER_VALUE","strict":false}""", "a\n", "is no value of an HTTP header: it holds a control character" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Of_text(string rules, string text, string? reason) => Assert.Equal(reason, StringRule.Compile(StringRules.Parser.ParseJson(rules))!(text));

    public static TheoryData<string, uint, string?> Numbers => new()
    {
        { """{"lte":65535}""", 65535, null },
        { """{"lte":65535}""", 65536, "must be at most 65535, is 65536" },
        { """{"lt":5}""", 5, "must be less than 5, is 5" },
        { """{"gt":5}""", 5, "must be greater than 5, is 5" },
        { """{"gte":5,"lt":10}""", 4, "must be at least 5 and less than 10, is 4" },
        { """{"gte":5,"lt":10}""", 9, null },
        { """{"gte":600,"lt":200}""", 100, null },
        { """{"gte":600,"lt":200}""", 300, "must be at least 600 or less than 200, is 300" },
        { """{"const":3}""", 4, "must be 3, is 4" },
        { """{"in":[1,2]}""", 3, "must be one of 1, 2, is 3" },
        { """{"notIn":[3]}""", 3, "must not be 3" },
        { """{"gte":5,"ignoreEmpty":true}""", 0, null },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Of_numbers(string rules, uint number, string? reason) => Assert.Equal(reason, NumberRule.Compile(UInt32Rules.Parser.ParseJson(rules))!(number));

    [Fact]
    public void Of_numbers_of_every_kind()
    {
        Assert.NotNull(NumberRule.Compile(new DoubleRules { Lte = 1 })!(1.5));
        Assert.NotNull(NumberRule.Compile(new FloatRules { Gte = 1 })!(0.5f));
        Assert.NotNull(NumberRule.Compile(new Int32Rules { Gt = 0 })!(-1));
        Assert.NotNull(NumberRule.Compile(new Int64Rules { Gt = 0 })!(-1L));
        Assert.NotNull(NumberRule.Compile(new UInt64Rules { Gte = 8 })!(7UL));
        Assert.Null(NumberRule.Compile(new UInt64Rules { Gte = 8 })!(ulong.MaxValue));
    }

    [Theory]
    [InlineData("""{"gt":"0s"}""", 0, 0, "must be longer than 0s, is 0s")]
    [InlineData("""{"gte":"0.001s"}""", 0, 999_999, "must be at least 0.001s, is 0.000999999s")]
    [InlineData("""{"lt":"10s"}""", 10, 0, "must be shorter than 10s, is 10s")]
    [InlineData("""{"lte":"10s"}""", 10, 1, "must be at most 10s, is 10.000000001s")]
    [InlineData("""{"const":"1s"}""", 2, 0, "must be 1s, is 2s")]
    [InlineData("""{"gt":"0s","lt":"1s"}""", 0, 5, null)]
    public void Of_durations(string rules, long seconds, int nanos, string? reason) =>
        Assert.Equal(reason, DurationRule.Compile(DurationRules.Parser.ParseJson(rules))!(new Duration { Seconds = seconds, Nanos = nanos }));

    [Fact]
    public void Of_bytes()
    {
        Assert.Equal("must not be empty", BytesRule.Compile(new() { MinLen = 1 })(ByteString.Empty));
        Assert.Equal("must be at most 1 bytes, are 2", BytesRule.Compile(new() { MaxLen = 1 })(ByteString.CopyFromUtf8("xy")));
        Assert.Equal("must be 1 bytes, are 2", BytesRule.Compile(new() { Len = 1 })(ByteString.CopyFromUtf8("xy")));
    }

    [Fact]
    public void Of_lists_and_maps()
    {
        IEnumerable<string?> reasons =
        [
            ListRules.Compile(new RepeatedRules { MinItems = 1 })!(new ArrayList()),
            ListRules.Compile(new RepeatedRules { MaxItems = 1 })!(new[] { 1, 2 }),
            ListRules.Compile(new RepeatedRules { Unique = true })!(new[] { "a", "a" }),
            ListRules.Compile(new MapRules { MinPairs = 1 })!(new Hashtable()),
            ListRules.Compile(new RepeatedRules { MinItems = 1, IgnoreEmpty = true })!(new ArrayList()),
        ];

        IEnumerable<string?> expected =
            ["must hold at least 1 elements, holds 0", "must hold at most 1 elements, holds 2", "must not hold an element twice", "must hold at least 1 entries, holds 0", null];
        Assert.Equal(expected, reasons);
    }
}
