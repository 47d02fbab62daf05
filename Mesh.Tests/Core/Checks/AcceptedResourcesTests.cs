using System.Text.Json.Nodes;
using Envoy.Config.Core.V3;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Checks;
using Mesh.Core.Checks.Rules;
using Mesh.Core.Xds;
using Mesh.Tests.Golden;

namespace Mesh.Tests.Core.Checks;

/// <summary>What a real Envoy has accepted, the checks let through: nothing may be withheld for no reason.</summary>
public sealed class AcceptedResourcesTests
{
    private static readonly Dictionary<string, XdsType> Kinds = new()
    {
        ["clusters"] = XdsType.Cluster,
        ["endpoints"] = XdsType.Endpoint,
        ["listeners"] = XdsType.Listener,
        ["routes"] = XdsType.Route,
        ["extensions"] = XdsType.Extension,
        ["names"] = XdsType.Name,
    };

    [Theory]
    [InlineData("istiod")]
    [InlineData("gateway-api")]
    public void Everything_that_Envoy_accepted_passes(string area)
    {
        var rows = ConformanceData.Rows(area);
        if (rows.Count == 0) Assert.Skip(ConformanceData.Absent);

        var refused = new List<string>();
        foreach (var row in rows)
        {
            foreach (var (kind, resources) in JsonNode.Parse(File.ReadAllText(row.ExpectedFile))!.AsObject())
            {
                var candidates = (resources as JsonArray ?? []).Select(x => Candidate(x!)).ToList();
                var verdict = SnapshotCheck.Check(Kinds[kind], candidates);
                refused.AddRange(verdict.Withheld.Select(x => $"{row.Name} {kind} {x.Name}: {string.Join("; ", x.Errors)}"));
            }
        }

        Assert.True(refused.Count == 0, string.Join("\n", refused));
    }

    [Fact]
    public void Every_rule_of_every_message_of_the_contracts_is_understood()
    {
        var fields = AllMessages().SelectMany(x => x.Fields.InDeclarationOrder()).ToList();

        foreach (var field in fields) FieldCheck.Compile(field);

        Assert.True(fields.Count(x => FieldCheck.RulesOf(x) is not null) > 500);
    }

    private static Candidate Candidate(JsonNode json)
    {
        var any = EnvoyTypes.Parser.Parse<Any>(Known(json).ToJsonString());
        var message = any.Unpack(EnvoyTypes.Registry);
        var name = message.Descriptor.FindFieldByName("name") ?? message.Descriptor.FindFieldByName("cluster_name");
        return new(name?.Accessor.GetValue(message) as string ?? "", message, []);
    }

    /// <summary>Types that the contracts do not have stand for themselves no more: the checks let them pass in any case.</summary>
    private static JsonNode Known(JsonNode json)
    {
        switch (json)
        {
            case JsonArray items:
                foreach (var item in items) if (item is not null) Known(item);
                break;
            case JsonObject fields when fields["@type"]?.GetValue<string>() is { } type && EnvoyTypes.Find(type) is null:
                fields.Clear();
                fields["@type"] = "type.googleapis.com/google.protobuf.Empty";
                fields["value"] = new JsonObject();
                break;
            case JsonObject fields:
                foreach (var (_, value) in fields.ToList()) if (value is not null) Known(value);
                break;
        }
        return json;
    }

    private static IEnumerable<MessageDescriptor> AllMessages()
    {
        _ = Node.Descriptor;
        var files = typeof(Node).Assembly.GetTypes().Where(x => x.IsAssignableTo(typeof(IMessage)) && !x.IsAbstract);
        return files.Select(x => (MessageDescriptor)x.GetProperty("Descriptor")!.GetValue(null)!);
    }
}
