using Mesh.Core.Config;
using Mesh.Core.Mixer.Attributes;
using Mesh.Core.Mixer.Expressions;
using Mesh.Core.Mixer.Handlers;

namespace Mesh.Core.Mixer;

/// <summary>A rule with its handlers and instances found.</summary>
/// <param name="Match">Null: always.</param>
internal sealed record PolicyRule(
    string Namespace,
    Expression? Match,
    IReadOnlyList<(string Handler, ICheckHandler Check, InstanceTemplate Instance)> Checks,
    IReadOnlyList<(IQuotaHandler Handler, QuotaName Name, InstanceTemplate Instance)> Quotas,
    IReadOnlyList<HeaderTemplate> RequestHeaders,
    IReadOnlyList<HeaderTemplate> ResponseHeaders);

internal sealed record HeaderTemplate(string Name, IReadOnlyList<Expression> Values, HeaderOperationKind Operation)
{
    public HeaderEdit Evaluate(IAttributes attributes) => new(Name, string.Join(',', Values.Select(x => x.Evaluate(attributes) as string ?? "")), Operation);
}

/// <summary>A header that is set, added or taken away.</summary>
public sealed record HeaderEdit(string Name, string Value, HeaderOperationKind Operation);
