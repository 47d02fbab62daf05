using Google.Rpc;

namespace Mesh.Core.Mixer;

/// <summary>What a client is told of a verdict, as Mixer's proxies told it.</summary>
public static class HttpStatus
{
    public static int Of(Code code) => code switch
    {
        Code.Ok => 200,
        Code.Cancelled => 499,
        Code.InvalidArgument or Code.FailedPrecondition or Code.OutOfRange => 400,
        Code.DeadlineExceeded => 504,
        Code.NotFound => 404,
        Code.AlreadyExists or Code.Aborted => 409,
        Code.PermissionDenied => 403,
        Code.Unauthenticated => 401,
        Code.ResourceExhausted => 429,
        Code.Unimplemented => 501,
        Code.Unavailable => 503,
        _ => 500,
    };
}
