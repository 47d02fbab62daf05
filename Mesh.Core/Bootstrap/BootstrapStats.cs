using Envoy.Config.Metrics.V3;

namespace Mesh.Core.Bootstrap;

/// <summary>
/// How Envoy cuts the names of statistics into names and tags. The tags are those of Istio's proxies, which dashboards ask for. Of a pattern the first
/// group leaves the name, the second is the tag's value.
/// </summary>
internal static class BootstrapStats
{
    /// <summary>An address as statistics spell it: dots and colons are underscores there.</summary>
    private const string Address = @"[_.\[\]a-fA-F0-9]*";

    public static StatsConfig Config() => new()
    {
        UseAllDefaultTags = false,
        StatsTags =
        {
            Tag("cluster_name", @"^cluster\.((.+?);\.)"),
            Tag("tcp_prefix", @"^tcp\.((.*?)\.)\w+?$"),
            Tag("response_code", @"_rq(_(\d{3}))$"),
            Tag("response_code_class", @"_rq(_(\dxx))$"),
            Tag("http_conn_manager_listener_prefix", @"^listener(?=\.).*?\.http\.((" + Address + @")\.)"),
            Tag("http_conn_manager_prefix", @"^http\.((" + Address + @")\.)"),
            Tag("listener_address", @"^listener\.((" + Address + @")\.)"),
            Tag("mongo_prefix", @"^mongo\.((.+?)\.)(collection|cmd|cx_|op_|delays_|decoding_)"),
        },
    };

    private static TagSpecifier Tag(string name, string regex) => new() { TagName = name, Regex = regex };
}
