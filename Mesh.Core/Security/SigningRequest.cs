namespace Mesh.Core.Security;

/// <summary>
/// What is taken of a certificate signing request: the key, once the request has proved that its sender holds the private half. Names and
/// extensions that it asks for are not even read.
/// </summary>
public sealed record SigningRequest(SubjectKey Key);
