using System.Net;
using Mesh.Core.Explain.Requests;

namespace Mesh.Core.Explain.Filters;

/// <summary>What filters may ask of a request.</summary>
/// <param name="Headers">null for a connection that is not HTTP.</param>
/// <param name="Remote">The client's address after what trusted proxies say in x-forwarded-for.</param>
internal sealed record RequestFacts(Connection Connection, RequestHeaders? Headers, RequestMetadata Metadata, IPAddress? Remote);
