using Envoy.Config.Listener.V3;
using Mesh.Core.Explain.Requests;

namespace Mesh.Core.Explain.Listeners;

/// <summary>What a listener's inspectors learn of a connection before a filter chain is chosen.</summary>
/// <param name="Transport"><c>tls</c> or <c>raw_buffer</c>.</param>
/// <param name="Protocols">Application protocols in the client's order: of ALPN, or what the HTTP inspector saw.</param>
internal sealed record Inspection(string Transport, string ServerName, IReadOnlyList<string> Protocols)
{
    private const string TlsInspector = "envoy.filters.listener.tls_inspector";
    private const string HttpInspector = "envoy.filters.listener.http_inspector";

    public static Inspection Of(Listener listener, Connection connection)
    {
        if (connection.Tls is { } tls)
        {
            // Envoy puts a TLS inspector into a listener whose filter chains need one.
            return Runs(listener, TlsInspector, connection) ?? NeedsTls(listener) ? new("tls", tls.Sni, tls.Alpn) : new("raw_buffer", "", []);
        }
        if (Runs(listener, HttpInspector, connection) != true) return new("raw_buffer", "", []);
        return new("raw_buffer", "", connection.Protocol switch
        {
            RequestProtocol.Http => ["http/1.1"],
            RequestProtocol.Grpc => ["h2c"],
            _ => [],
        });
    }

    /// <returns>null when the listener has no such filter.</returns>
    private static bool? Runs(Listener listener, string name, Connection connection)
    {
        var filter = listener.ListenerFilters.FirstOrDefault(x => x.Name == name || x.TypedConfig?.TypeUrl.EndsWith(name == TlsInspector ? ".TlsInspector" : ".HttpInspector", StringComparison.Ordinal) == true);
        return filter is null ? null : filter.FilterDisabled is not { } disabled || !Holds(disabled, connection);
    }

    private static bool Holds(ListenerFilterChainMatchPredicate predicate, Connection connection) => predicate.RuleCase switch
    {
        ListenerFilterChainMatchPredicate.RuleOneofCase.AnyMatch => predicate.AnyMatch,
        ListenerFilterChainMatchPredicate.RuleOneofCase.NotMatch => !Holds(predicate.NotMatch, connection),
        ListenerFilterChainMatchPredicate.RuleOneofCase.AndMatch => predicate.AndMatch.Rules.All(x => Holds(x, connection)),
        ListenerFilterChainMatchPredicate.RuleOneofCase.OrMatch => predicate.OrMatch.Rules.Any(x => Holds(x, connection)),
        ListenerFilterChainMatchPredicate.RuleOneofCase.DestinationPortRange => connection.Port >= predicate.DestinationPortRange.Start && connection.Port < predicate.DestinationPortRange.End,
        _ => false,
    };

    /// <summary>Application protocols alone may also be what the HTTP inspector sees.</summary>
    private static bool NeedsTls(Listener listener) => listener.FilterChains.Select(x => x.FilterChainMatch).OfType<FilterChainMatch>().Any(x =>
        x.ServerNames.Count > 0 || x.TransportProtocol == "tls"
        || (x.TransportProtocol.Length == 0 && x.ApplicationProtocols.Count > 0 && !listener.ListenerFilters.Any(y => y.Name == HttpInspector)));
}
