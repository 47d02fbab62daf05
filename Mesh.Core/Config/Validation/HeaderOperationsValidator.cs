using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>Headers that a route sets, adds and removes. Values may hold Envoy's %COMMANDS%.</summary>
internal static class HeaderOperationsValidator
{
    private const string Authority = ":authority";

    public static void Validate(string field, Headers? headers, Findings findings)
    {
        if (headers?.Request is { } request)
        {
            Written($"{field}.request.set", request.Set, allowsHost: true, findings);
            Written($"{field}.request.add", request.Add, allowsHost: true, findings);
            Removed($"{field}.request.remove", request.Remove, findings);
        }
        if (headers?.Response is { } response)
        {
            Written($"{field}.response.set", response.Set, allowsHost: false, findings);
            Written($"{field}.response.add", response.Add, allowsHost: false, findings);
            Removed($"{field}.response.remove", response.Remove, findings);
        }
    }

    /// <summary>The authority of a request is said once: by rewrite, or by one header.</summary>
    public static void Authorities(string field, HttpRewrite? rewrite, Headers? headers, Findings findings)
    {
        var said = rewrite?.Authority is { Length: > 0 } ? "rewrite.authority" : null;
        foreach (var (part, written) in new[] { ("set", headers?.Request?.Set), ("add", headers?.Request?.Add) })
        {
            foreach (var (name, value) in written ?? ValueMap<string>.Empty)
            {
                if (!name.Equals(Authority, StringComparison.OrdinalIgnoreCase) && !name.Equals("host", StringComparison.OrdinalIgnoreCase)) continue;
                if (said is not null) findings.Error($"{field}.headers.request.{part}[\"{name}\"]", $"the authority is set by {said} already");
                if (value.Length > 0) said = $"headers.request.{part}[\"{name}\"]";
            }
        }
    }

    private static void Written(string field, ValueMap<string>? headers, bool allowsHost, Findings findings)
    {
        foreach (var (name, value) in headers ?? ValueMap<string>.Empty)
        {
            var header = $"{field}[\"{name}\"]";
            if (!(allowsHost && name == Authority)) Name(header, name, allowsHost, findings);
            if (value.Any(x => char.IsControl(x) && x != '\t')) findings.Error(header, "holds control characters, which no header may have");
            else if (ValueProblem(value) is { } problem) findings.Error(header, problem);
        }
    }

    private static void Removed(string field, ValueList<string>? names, Findings findings)
    {
        for (var i = 0; i < names?.Count; i++) Name($"{field}[{i}]", names[i], allowsHost: false, findings);
    }

    private static void Name(string field, string name, bool allowsHost, Findings findings)
    {
        if (name.Length == 0) findings.Error(field, "a header needs a name");
        else if (name[0] == ':') findings.Error(field, $"\"{name}\" belongs to the protocol; only a request's {Authority} may be set");
        else if (!allowsHost && name.Equals("host", StringComparison.OrdinalIgnoreCase)) findings.Error(field, "the Host header may only be set or added, and only of requests");
    }

    /// <summary>%% is a percent sign, %NAME% and %NAME(arguments)% are commands; a % by itself is a slip.</summary>
    private static string? ValueProblem(string value)
    {
        for (var at = value.IndexOf('%', StringComparison.Ordinal); at >= 0; at = Next(value, at))
        {
            if (at + 1 < value.Length && value[at + 1] == '%')
            {
                at++;
                continue;
            }
            var name = at + 1;
            while (name < value.Length && (char.IsAsciiLetterUpper(value[name]) || char.IsAsciiDigit(value[name]) || value[name] == '_')) name++;
            if (name == at + 1) return "a % by itself must be written %%";
            if (name < value.Length && value[name] == '(')
            {
                var close = value.IndexOf(')', name);
                if (close < 0) return $"the command {value[at..]} has no )";
                name = close + 1;
                if (name < value.Length && value[name] == ':') name = value.IndexOf('%', name) is var end and > 0 ? end : value.Length;
            }
            if (name >= value.Length || value[name] != '%') return $"the command {value[at..]} has no % at its end";
            at = name;
        }
        return null;
    }

    private static int Next(string value, int at) => at + 1 < value.Length ? value.IndexOf('%', at + 1) : -1;
}
