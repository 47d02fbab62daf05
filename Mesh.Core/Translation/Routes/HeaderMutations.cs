using Envoy.Config.Core.V3;
using Google.Protobuf.Collections;
using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Routes;

/// <summary>
/// Headers (request and response: set, add, remove) → request_headers_to_add, … of a route or of a weighted cluster. Setting <c>host</c> or
/// <c>:authority</c> is no header to Envoy but a rewrite of the host.
/// </summary>
internal static class HeaderMutations
{
    public static void Apply(
        Headers? headers, RepeatedField<HeaderValueOption> requestAdd, RepeatedField<string> requestRemove,
        RepeatedField<HeaderValueOption> responseAdd, RepeatedField<string> responseRemove)
    {
        if (headers is null) return;
        Apply(headers.Request, requestAdd, requestRemove);
        Apply(headers.Response, responseAdd, responseRemove);
    }

    /// <returns>The host to ask the upstream for; null when the headers do not touch it.</returns>
    public static string? Authority(Headers? headers) => AuthorityOf(headers?.Request?.Set) ?? AuthorityOf(headers?.Request?.Add);

    private static void Apply(HeaderOperations? operations, RepeatedField<HeaderValueOption> add, RepeatedField<string> remove)
    {
        if (operations is null) return;
        add.AddRange(Options(operations.Set, HeaderValueOption.Types.HeaderAppendAction.OverwriteIfExistsOrAdd));
        add.AddRange(Options(operations.Add, HeaderValueOption.Types.HeaderAppendAction.AppendIfExistsOrAdd));
        remove.AddRange((operations.Remove ?? []).Where(x => !IsInternal(x)));
    }

    private static IEnumerable<HeaderValueOption> Options(ValueMap<string>? headers, HeaderValueOption.Types.HeaderAppendAction action)
    {
        foreach (var (key, value) in headers ?? ValueMap<string>.Empty)
        {
            if (!IsInternal(key)) yield return new() { Header = new() { Key = key, Value = value }, AppendAction = action };
        }
    }

    private static string? AuthorityOf(ValueMap<string>? headers) =>
        headers?.Where(x => x.Key.Equals(":authority", StringComparison.OrdinalIgnoreCase) || IsHost(x.Key)).Select(x => x.Value).LastOrDefault(x => x.Length > 0);

    /// <summary>Envoy refuses mutations of these.</summary>
    private static bool IsInternal(string header) => header.StartsWith(':') || IsHost(header);

    private static bool IsHost(string header) => header.Equals("host", StringComparison.OrdinalIgnoreCase);
}
