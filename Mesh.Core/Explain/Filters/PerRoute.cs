using Envoy.Config.Route.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Mesh.Core.Explain.Filters;

/// <summary>What a route, its virtual host or its route configuration says to a filter in place of the filter's own settings: the closest one counts.</summary>
internal sealed class PerRoute(RouteConfiguration? configuration, VirtualHost? host, Route? route)
{
    public Any? Find(string filter)
    {
        foreach (var map in new[] { route?.TypedPerFilterConfig, host?.TypedPerFilterConfig, configuration?.TypedPerFilterConfig })
        {
            if (map is not null && map.TryGetValue(filter, out var config)) return config.Is(FilterConfig.Descriptor) ? config.Unpack<FilterConfig>().Config ?? new Any() : config;
        }
        return null;
    }

    public bool IsDisabled(string filter)
    {
        foreach (var map in new[] { route?.TypedPerFilterConfig, host?.TypedPerFilterConfig, configuration?.TypedPerFilterConfig })
        {
            if (map is not null && map.TryGetValue(filter, out var config)) return config.Is(FilterConfig.Descriptor) && config.Unpack<FilterConfig>().Disabled;
        }
        return false;
    }

    public T? Find<T>(string filter) where T : class, IMessage<T>, new()
    {
        var config = Find(filter);
        return config is not null && config.Is(new T().Descriptor) ? config.Unpack<T>() : null;
    }
}
