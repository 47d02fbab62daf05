namespace Mesh.Actors.Certificates;

/// <summary>How certificates of workloads are signed.</summary>
/// <param name="Lifetime">Of a certificate whose owner asks for nothing else. Renewed at half of it.</param>
/// <param name="LongestLifetime">What asks for more is refused.</param>
/// <param name="PermitTimeout">How long a request waits for the word of its identity's actor.</param>
/// <param name="MostAtOnce">Requests of one identity that may wait at once; the next is told to come again.</param>
public sealed record CertificateOptions(TimeSpan Lifetime, TimeSpan LongestLifetime, TimeSpan PermitTimeout, int MostAtOnce);
