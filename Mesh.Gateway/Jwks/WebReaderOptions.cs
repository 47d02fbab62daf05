using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Security.Jwks;

namespace Mesh.Gateway.Jwks;

/// <param name="Timeout">Of a document as a whole, redirects and all. Greater than zero.</param>
/// <param name="MaxBytes">Of a document. At least 1.</param>
/// <param name="MaxRedirects">At least 0.</param>
/// <param name="MaxAtOnce">Documents that are read at once; others wait, and their time does not run. At least 1.</param>
/// <param name="Roots">Certificates to trust besides the operating system's; empty for none.</param>
public sealed record WebReaderOptions(FetchGuard Guard, TimeSpan Timeout, int MaxBytes, int MaxRedirects, int MaxAtOnce, X509Certificate2Collection Roots);
