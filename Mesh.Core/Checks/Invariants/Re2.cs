namespace Mesh.Core.Checks.Invariants;

/// <summary>
/// Reads a regular expression by the grammar of RE2, which is Envoy's only one: no look-around, no back references, no possessive or atomic groups,
/// and at most 1,000 repetitions, nested ones multiplied.
/// </summary>
internal sealed class Re2
{
    private const int MostRepetitions = 1_000;

    /// <summary>RE2 itself gives up at a depth of 1,000.</summary>
    private const int DeepestNesting = 1_000;

    private const string Escapes = "aAbBCdDfnQrsStvwWxzpPE";

    private readonly string _text;
    private int _at;
    private int _depth;

    private Re2(string text) => _text = text;

    /// <returns>null for an expression that RE2 compiles, else the reason for which it does not.</returns>
    public static string? Refuses(string expression)
    {
        try
        {
            new Re2(expression).Expression();
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    private bool AtEnd => _at >= _text.Length;

    private void Expression()
    {
        Alternatives();
        if (!AtEnd) throw new FormatException("unexpected )");
    }

    /// <returns>The largest product of nested repetitions within.</returns>
    private int Alternatives()
    {
        if (++_depth > DeepestNesting) throw new FormatException("nested too deeply");
        var most = 1;
        while (!AtEnd && _text[_at] != ')')
        {
            if (_text[_at] == '|') _at++;
            else most = Math.Max(most, Repeated());
        }
        _depth--;
        return most;
    }

    private int Repeated()
    {
        var start = _at;
        var most = Atom();
        var repeated = false;
        while (!AtEnd && Quantifier() is { } count)
        {
            if (repeated) throw new FormatException($"bad repetition operator {_text[start.._at]}");
            repeated = true;
            if (!AtEnd && _text[_at] == '?') _at++;
            if ((long)most * count > MostRepetitions) throw new FormatException($"repeats more than {MostRepetitions} times");
            most *= Math.Max(count, 1);
            start = _at;
        }
        return most;
    }

    private int Atom()
    {
        var c = _text[_at++];
        switch (c)
        {
            case '(':
                return Group();
            case '[':
                Class();
                return 1;
            case '\\':
                Escape();
                return 1;
            case '*' or '+' or '?':
                throw new FormatException($"no argument for repetition operator {c}");
            case '{' when CountAt(_at - 1) is not null:
                throw new FormatException("no argument for repetition operator {");
            default:
                return 1;
        }
    }

    /// <returns>null when there is no quantifier here; else how often it repeats at least (1 for *, + and ?), which RE2 unrolls.</returns>
    private int? Quantifier()
    {
        if (_text[_at] is '*' or '+' or '?')
        {
            _at++;
            return 1;
        }
        if (_text[_at] != '{' || CountAt(_at) is not var (low, high, end)) return null;
        if (high >= 0 && low > high) throw new FormatException($"bad repetition {_text[_at..end]}");
        if (Math.Max(low, high) > MostRepetitions) throw new FormatException($"repeats more than {MostRepetitions} times");
        _at = end;
        return Math.Max(low, high);
    }

    /// <summary>Reads <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>; anything else that begins with a brace is plain text.</summary>
    private (int Low, int High, int End)? CountAt(int at)
    {
        var end = _text.IndexOf('}', at);
        if (end < 0) return null;
        var parts = _text[(at + 1)..end].Split(',');
        if (parts.Length > 2 || !IsNumber(parts[0]) || (parts.Length == 2 && parts[1].Length > 0 && !IsNumber(parts[1]))) return null;
        var low = Number(parts[0]);
        return (low, parts.Length == 1 ? low : parts[1].Length == 0 ? -1 : Number(parts[1]), end + 1);

        static bool IsNumber(string digits) => digits.Length > 0 && digits.All(char.IsAsciiDigit);
        static int Number(string digits) => int.TryParse(digits, out var number) ? number : int.MaxValue;
    }

    private int Group()
    {
        if (!AtEnd && _text[_at] == '?' && !GroupKind()) return 1;
        var most = Alternatives();
        if (AtEnd) throw new FormatException("missing )");
        _at++;
        return most;
    }

    /// <returns>false when this was only a change of flags, <c>(?i)</c>.</returns>
    private bool GroupKind()
    {
        var start = _at - 1;
        _at++;
        foreach (var named in (ReadOnlySpan<string>)["P<", "<"])
        {
            if (string.CompareOrdinal(_text, _at, named, 0, named.Length) != 0) continue;
            var close = _text.IndexOf('>', _at);
            var name = close < 0 ? "" : _text[(_at + named.Length)..close];
            if (name.Length == 0 || !name.All(x => char.IsLetterOrDigit(x) || x == '_')) break;
            _at = close + 1;
            return true;
        }
        while (!AtEnd && _text[_at] is 'i' or 'm' or 's' or 'U' or '-') _at++;
        if (AtEnd || _text[_at] is not (':' or ')')) throw new FormatException($"invalid group {_text[start..Math.Min(_at + 1, _text.Length)]}: RE2 has no look-around");
        return _text[_at++] == ':';
    }

    private void Escape()
    {
        if (AtEnd) throw new FormatException(@"ends in a single \");
        var c = _text[_at++];
        switch (c)
        {
            case >= '1' and <= '9':
                throw new FormatException($@"invalid escape \{c}: RE2 has no back references");
            case 'Q':
                var end = _text.IndexOf(@"\E", _at, StringComparison.Ordinal);
                _at = end < 0 ? _text.Length : end + 2;
                break;
            case 'x':
                Hexadecimal();
                break;
            case 'p' or 'P':
                UnicodeClass();
                break;
            case '0':
                break;
            default:
                if (char.IsAsciiLetter(c) && !Escapes.Contains(c)) throw new FormatException($@"invalid escape \{c}");
                break;
        }
    }

    private void Hexadecimal()
    {
        var braced = !AtEnd && _text[_at] == '{';
        var end = braced ? _text.IndexOf('}', _at) : _at + 2;
        var digits = end < 0 || end > _text.Length ? "" : _text[(braced ? _at + 1 : _at)..end];
        // Envoy has RE2 read bytes (Latin-1), so that there is no character beyond.
        if (digits.Length == 0 || !digits.All(char.IsAsciiHexDigit) || digits.TrimStart('0').Length > 2) throw new FormatException(@"invalid escape \x");
        _at = braced ? end + 1 : end;
    }

    private void UnicodeClass()
    {
        if (AtEnd) throw new FormatException(@"invalid class \p");
        var end = _text[_at] == '{' ? _text.IndexOf('}', _at) + 1 : _at + 1;
        if (end == 0) throw new FormatException(@"invalid class \p{");
        _at = end;
    }

    private void Class()
    {
        var start = _at - 1;
        if (!AtEnd && _text[_at] == '^') _at++;
        for (var first = true; ; first = false)
        {
            if (AtEnd) throw new FormatException($"missing ] after {_text[start..]}");
            if (_text[_at] == ']' && !first)
            {
                _at++;
                return;
            }
            if (NamedClass()) continue;
            var low = ClassCharacter();
            if (_at + 1 >= _text.Length || _text[_at] != '-' || _text[_at + 1] == ']') continue;
            _at++;
            var high = ClassCharacter();
            if (low >= 0 && high >= 0 && high < low) throw new FormatException($"invalid range {(char)low}-{(char)high}");
        }
    }

    /// <summary><c>[:alpha:]</c> inside a class.</summary>
    private bool NamedClass()
    {
        if (_at + 1 >= _text.Length || _text[_at] != '[' || _text[_at + 1] != ':') return false;
        var end = _text.IndexOf(":]", _at + 2, StringComparison.Ordinal);
        if (end < 0) return false;
        var name = _text[(_at + 2)..end].TrimStart('^');
        if (name is not ("alnum" or "alpha" or "ascii" or "blank" or "cntrl" or "digit" or "graph" or "lower" or "print" or "punct" or "space" or "upper" or "word" or "xdigit"))
        {
            throw new FormatException($"there is no class [:{name}:]");
        }
        _at = end + 2;
        return true;
    }

    /// <returns>The character, or -1 for an escape that stands for several or for one that is not worked out here.</returns>
    private int ClassCharacter()
    {
        var c = _text[_at++];
        if (c != '\\') return c;
        var at = _at;
        Escape();
        return _at == at + 1 && !char.IsAsciiLetterOrDigit(_text[at]) ? _text[at] : -1;
    }
}
