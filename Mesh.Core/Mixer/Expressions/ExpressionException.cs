namespace Mesh.Core.Mixer.Expressions;

/// <summary>Leaves the parser, and becomes a ConfigError there: no caller sees it.</summary>
internal sealed class ExpressionException(string reason, int at) : Exception($"{reason} (at character {at + 1})");
