using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>Joins what a root's route asks of a request with what a delegate's route asks of it.</summary>
internal static class DelegateMatches
{
    /// <returns>False when a match of the delegate contradicts every match of the root.</returns>
    public static bool TryMerge(ValueList<HttpMatchRequest>? root, ValueList<HttpMatchRequest>? own, out ValueList<HttpMatchRequest>? merged)
    {
        merged = root is { Count: > 0 } ? root : own;
        if (root is not { Count: > 0 } || own is not { Count: > 0 }) return true;
        var all = new List<HttpMatchRequest>();
        foreach (var match in own)
        {
            var before = all.Count;
            foreach (var outer in root)
            {
                if (!Conflict(outer, match)) all.Add(Merge(outer, match));
            }
            if (all.Count == before) return false;
        }
        merged = all.ToValueList();
        return true;
    }

    private static HttpMatchRequest Merge(HttpMatchRequest root, HttpMatchRequest own) => own with
    {
        Name = VirtualServiceDelegates.Join(root.Name, own.Name),
        Uri = own.Uri ?? root.Uri,
        Scheme = own.Scheme ?? root.Scheme,
        Method = own.Method ?? root.Method,
        Authority = own.Authority ?? root.Authority,
        Headers = Merge(root.Headers, own.Headers),
        WithoutHeaders = Merge(root.WithoutHeaders, own.WithoutHeaders),
        QueryParams = Merge(root.QueryParams, own.QueryParams),
        Port = own.Port is > 0 ? own.Port : root.Port,
        SourceLabels = Merge(root.SourceLabels, own.SourceLabels),
        SourceNamespace = own.SourceNamespace is { Length: > 0 } ? own.SourceNamespace : root.SourceNamespace,
        Gateways = own.Gateways is { Count: > 0 } ? own.Gateways : root.Gateways,
        StatPrefix = own.StatPrefix is { Length: > 0 } ? own.StatPrefix : root.StatPrefix,
    };

    private static ValueMap<T>? Merge<T>(ValueMap<T>? root, ValueMap<T>? own) => root is null ? own : own is null ? root : ValueMap<T>.From([.. root, .. own]);

    private static bool Conflict(HttpMatchRequest root, HttpMatchRequest own) =>
        Conflict(root.Uri, own.Uri)
        || Conflict(root.Scheme, own.Scheme)
        || Conflict(root.Method, own.Method)
        || Conflict(root.Authority, own.Authority)
        || Conflict(root.Headers, own.Headers)
        || Conflict(root.WithoutHeaders, own.WithoutHeaders)
        || Conflict(root.QueryParams, own.QueryParams)
        || (root.IgnoreUriCase ?? false) != (own.IgnoreUriCase ?? false)
        || (root.Port is > 0 && own.Port is > 0 && root.Port != own.Port)
        || (own.SourceLabels ?? ValueMap<string>.Empty).Any(x => root.SourceLabels is { } labels && labels.TryGetValue(x.Key, out var value) && value != x.Value)
        || (root.SourceNamespace is { Length: > 0 } && own.SourceNamespace is { Length: > 0 } && root.SourceNamespace != own.SourceNamespace)
        || (root.Gateways is { Count: > 0 } && own.Gateways is { Count: > 0 } && own.Gateways.Except(root.Gateways).Any());

    private static bool Conflict(ValueMap<StringMatch>? root, ValueMap<StringMatch>? own) =>
        root is not null && own is not null && own.Any(x => root.TryGetValue(x.Key, out var outer) && Conflict(outer, x.Value));

    /// <summary>What the delegate asks for must lie inside what the root asks for. Expressions cannot be compared, so they always conflict.</summary>
    private static bool Conflict(StringMatch? root, StringMatch? own)
    {
        if (root is null || own is null) return false;
        var inner = own.Exact is { Length: > 0 } ? own.Exact : own.Prefix;
        if (root.Regex is { Length: > 0 }) return own.Regex is { Length: > 0 } || inner is { Length: > 0 };
        if (own.Regex is { Length: > 0 }) return true;
        if (root.Exact is { Length: > 0 } exact) return own.Prefix is { Length: > 0 } || own.Exact != exact;
        return root.Prefix is not { Length: > 0 } prefix || inner is null || !inner.StartsWith(prefix, StringComparison.Ordinal);
    }
}
