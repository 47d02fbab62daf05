using System.Net;
using Mesh.Actors.Connections;
using Microsoft.AspNetCore.Http;

namespace Mesh.Gateway.Certificates;

/// <summary>Lets everybody in and takes nobody for anybody.</summary>
public sealed class AnonymousCallers : ICallers
{
    public ValueTask<CallerOutcome> Who(HttpContext context) => new(new CallerOutcome(new(AddressOf(context)), null));

    internal static IPEndPoint? AddressOf(HttpContext context) => context.Connection.RemoteIpAddress is { } address ? new(address, context.Connection.RemotePort) : null;
}
