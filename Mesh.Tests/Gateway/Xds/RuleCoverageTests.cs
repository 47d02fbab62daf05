using System.Reflection;

namespace Mesh.Tests.Gateway.Xds;

/// <summary>The rules of the protocol are numbered 1 to 74; a test says by its trait which of them it proves.</summary>
public sealed class RuleCoverageTests
{
    [Fact]
    public void Every_rule_is_proved_by_a_test()
    {
        var proved = typeof(RuleCoverageTests).Assembly.GetTypes()
            .SelectMany(x => x.GetMethods())
            .SelectMany(x => x.GetCustomAttributes<TraitAttribute>())
            .Where(x => x.Name == "Rule")
            .Select(x => int.Parse(x.Value, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Empty(Enumerable.Range(1, 74).Except(proved));
    }
}
