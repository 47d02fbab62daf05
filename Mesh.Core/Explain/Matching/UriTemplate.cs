using System.Text;
using System.Text.RegularExpressions;

namespace Mesh.Core.Explain.Matching;

/// <summary>envoy.extensions.path.match.uri_template: <c>*</c> is one segment, <c>**</c> the rest, <c>{name}</c> a segment with a name.</summary>
internal static class UriTemplate
{
    private const string Segment = @"[a-zA-Z0-9\-._~%!$&'()+,;:@]+";
    private const string Rest = @"[a-zA-Z0-9\-._~%!$&'()+,;:@/]*";

    public static bool Matches(string template, string path) =>
        Regex.IsMatch(path, $@"\A{Rewrite(template)}\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static string Rewrite(string template)
    {
        var text = new StringBuilder();
        for (var i = 0; i < template.Length;)
        {
            if (template.AsSpan(i).StartsWith("**"))
            {
                text.Append(Rest);
                i += 2;
            }
            else if (template[i] == '*')
            {
                text.Append(Segment);
                i++;
            }
            else if (template[i] == '{' && template.IndexOf('}', i) is > 0 and var end)
            {
                var equal = template.IndexOf('=', i, end - i);
                text.Append(equal < 0 ? Segment : Rewrite(template[(equal + 1)..end]));
                i = end + 1;
            }
            else text.Append(Regex.Escape(template[i++].ToString()));
        }
        return text.ToString();
    }
}
