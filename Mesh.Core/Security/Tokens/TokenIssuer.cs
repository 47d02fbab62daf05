using Mesh.Core.Values;

namespace Mesh.Core.Security.Tokens;

/// <summary>An issuer whose tokens are believed.</summary>
/// <param name="Issuer">The claim iss, to the letter.</param>
/// <param name="Audiences">One of which the claim aud must hold. At least one: a token that was made for somebody else proves nothing here.</param>
public sealed record TokenIssuer(string Issuer, ValueList<string> Audiences, TokenKeys Keys);
