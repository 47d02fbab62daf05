using Google.Rpc;

namespace Mesh.Core.Mixer.Handlers;

/// <summary>What one handler says of one request.</summary>
/// <param name="ValidFor">How long the same may be taken for granted.</param>
/// <param name="ValidUses">How often.</param>
public sealed record CheckVerdict(Code Code, string Message, TimeSpan ValidFor, int ValidUses);
