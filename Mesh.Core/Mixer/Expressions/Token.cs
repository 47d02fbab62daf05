namespace Mesh.Core.Mixer.Expressions;

internal enum TokenKind
{
    End,
    Name,
    Text,
    Number,
    Symbol,
}

/// <param name="Text">The text without quotes and escapes; a number or a symbol as it is written.</param>
/// <param name="At">0-based place in the expression.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int At)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public override string ToString() => Kind == TokenKind.End ? "the end" : $"\"{Text}\"";
}
