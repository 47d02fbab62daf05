using Envoy.Extensions.Common.Ratelimit.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Quotas;
using Mesh.Core.RateLimits;

namespace Mesh.Tests.Core.RateLimits;

public sealed class RateLimitRulesTests
{
    private const string Shop = """
        domain: shop
        descriptors:
        - key: user
          rate_limit: {unit: second, requests_per_unit: 10}
        - key: user
          value: ann
          rate_limit: {unit: minute, requests_per_unit: 100}
        - key: user
          value: "crawler-*"
          shadow_mode: true
          rate_limit: {name: crawlers, unit: hour, requests_per_unit: 1, window: rolling}
        - key: user
          value: root
          rate_limit: {unlimited: true}
        - key: path
          value: /checkout
          descriptors:
          - key: user
            rate_limit: {unit: day, requests_per_unit: 5}
        """;

    [Theory]
    [InlineData("user=bob", "shop.user", 10)]
    [InlineData("user=ann", "shop.user_ann", 100)]
    [InlineData("user=crawler-7", "crawlers", 1)]
    [InlineData("user=root", "shop.user_root", null)]
    [InlineData("path=/checkout,user=ann", "shop.path_/checkout.user", 5)]
    public void A_descriptor_meets_its_limit(string descriptor, string name, int? max)
    {
        var limit = Rules(Shop).Find("shop", Descriptor(descriptor))!;

        Assert.Equal((name, (long?)max), (limit.Name, limit.Limit?.Max));
    }

    [Theory]
    [InlineData("shop", "path=/checkout")]
    [InlineData("shop", "path=/,user=ann")]
    [InlineData("shop", "user=ann,path=/checkout")]
    [InlineData("other", "user=ann")]
    public void What_leads_nowhere_is_not_limited(string domain, string descriptor) => Assert.Null(Rules(Shop).Find(domain, Descriptor(descriptor)));

    [Fact]
    public void Windows_are_fixed_unless_they_shall_roll()
    {
        var rules = Rules(Shop);

        Assert.Equal(QuotaLimit.Fixed(10, TimeSpan.FromSeconds(1)), rules.Find("shop", Descriptor("user=bob"))!.Limit);
        Assert.Equal(QuotaLimit.Rolling(1, TimeSpan.FromHours(1)), rules.Find("shop", Descriptor("user=crawler-7"))!.Limit);
        Assert.True(rules.Find("shop", Descriptor("user=crawler-7"))!.IsShadow);
    }

    [Fact]
    public void A_descriptor_may_bring_its_limit_along()
    {
        var descriptor = Descriptor("user=bob");
        descriptor.Limit = new() { RequestsPerUnit = 3, Unit = Envoy.Type.V3.RateLimitUnit.Minute };

        Assert.Equal(QuotaLimit.Fixed(3, TimeSpan.FromMinutes(1)), Rules(Shop).Find("shop", descriptor)!.Limit);
    }

    [Fact]
    public void Each_value_has_its_own_counter_and_no_two_descriptors_share_one()
    {
        Assert.Equal("shop|user=ann", RateLimitRules.KeyOf("shop", Descriptor("user=ann")));
        Assert.NotEqual(RateLimitRules.KeyOf("shop", Descriptor("a=b|c")), RateLimitRules.KeyOf("shop", Descriptor("a=b,c=")));
    }

    [Theory]
    [InlineData("unit: second, requests_per_unit: 10", "requests_per_unit: 10", "data[\"limits.yaml\"].descriptors[0].rate_limit.unit: is missing: one of second, minute")]
    [InlineData("unit: second", "unit: fortnight", "data[\"limits.yaml\"].descriptors[0].rate_limit.unit: unknown value")]
    [InlineData("value: ann", "value: root", "data[\"limits.yaml\"].descriptors[3]: the same key and value stand above already: shop.user_root")]
    [InlineData("domain: shop", "domian: shop", "data[\"limits.yaml\"].domian: unknown field; did you mean domain?")]
    public void A_mistake_is_named_and_the_last_good_limits_go_on(string right, string wrong, string complaint)
    {
        var rules = RateLimitRules.Build(Configs(Shop.Replace(right, wrong, StringComparison.Ordinal)), Rules(Shop));

        Assert.Contains(rules.Errors, x => x.Error.ToString().StartsWith(complaint, StringComparison.Ordinal));
        Assert.Equal(100, rules.Find("shop", Descriptor("user=ann"))!.Limit!.Max);
    }

    [Fact]
    public void A_ConfigMap_without_the_label_limits_nothing()
    {
        var configs = Configs(Shop, "unlabelled: \"true\"");

        Assert.Empty(RateLimitRules.Build(configs, RateLimitRules.Empty).Domains);
    }

    private static RateLimitRules Rules(string text)
    {
        var rules = RateLimitRules.Build(Configs(text), RateLimitRules.Empty);
        Assert.Empty(rules.Errors);
        return rules;
    }

    private static ConfigSet Configs(string text, string label = $"{RateLimitRules.Label}: \"true\"") => ConfigSet.Of(ConfigReader.Read("limits.yaml", $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: ratelimit-config
          namespace: shop
          labels: { {{label}} }
        data:
          limits.yaml: |
            {{text.ReplaceLineEndings("\n    ")}}
        """).Select(x => x.Object!));

    private static RateLimitDescriptor Descriptor(string text)
    {
        var descriptor = new RateLimitDescriptor();
        foreach (var entry in text.Split(','))
        {
            var parts = entry.Split('=', 2);
            descriptor.Entries.Add(new RateLimitDescriptor.Types.Entry { Key = parts[0], Value = parts[1] });
        }
        return descriptor;
    }
}
