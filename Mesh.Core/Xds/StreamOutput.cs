namespace Mesh.Core.Xds;

/// <summary>What came of one input to a <see cref="StreamState"/>.</summary>
/// <param name="Responses">To be written to the client, in this order.</param>
/// <param name="Facts">To be counted, logged and shown.</param>
/// <param name="Failure">Not null: the stream ends with it, and takes no further input.</param>
public sealed record StreamOutput(IReadOnlyList<OutgoingResponse> Responses, IReadOnlyList<StreamFact> Facts, StreamFailure? Failure)
{
    public static readonly StreamOutput Nothing = new([], [], null);

    public static StreamOutput Failed(StreamFailureCode code, string reason) => new([], [], new(code, reason));
}

/// <summary>Why a stream has to end, in words for the operator of the client.</summary>
public sealed record StreamFailure(StreamFailureCode Code, string Reason);

/// <summary>Named and numbered as gRPC's status codes.</summary>
public enum StreamFailureCode
{
    InvalidArgument = 3,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    Unauthenticated = 16,
}
