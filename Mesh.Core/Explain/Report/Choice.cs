namespace Mesh.Core.Explain.Report;

/// <summary>What was taken of several, and why the others were not.</summary>
/// <param name="Why">By what it won.</param>
/// <param name="From">The objects of the configuration that it was made of.</param>
/// <param name="PassedOver">In the order in which Envoy looks at them; those that come after the choice are not looked at, and are left out.</param>
public sealed record Choice(string Name, string Why, IReadOnlyList<string> From, IReadOnlyList<PassedOver> PassedOver);

/// <param name="Why">What did not fit.</param>
public sealed record PassedOver(string Name, string Why);

/// <summary>A setting that counts for the request, in words.</summary>
public sealed record Fact(string Name, string Value);
