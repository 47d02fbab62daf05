using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mesh.Gateway.People;

/// <summary>The pages for whoever has to find out at night what the mesh does, under istiod's names.</summary>
public static class DebugApi
{
    public static void MapDebug(this IEndpointRouteBuilder endpoints)
    {
        var debug = endpoints.MapGroup("/debug");
        debug.MapGet("/", async (DebugSources sources, CancellationToken cancel) => Html(await IndexPage.Render(sources, cancel)));
        debug.MapGet("/syncz", async (DebugSources sources, CancellationToken cancel) => Json(SyncView.Of(await sources.Connections(cancel))));
        debug.MapGet("/connections", async (DebugSources sources, CancellationToken cancel) => Json(SyncView.Connections(sources.Member, await sources.Connections(cancel))));
        debug.MapGet("/config_dump", ConfigDump);
        debug.MapGet("/configz", async (DebugSources sources, CancellationToken cancel) => Json(MeshView.Configs(sources.Model, await sources.Config(cancel))));
        debug.MapGet("/registryz", (DebugSources sources) => Json(MeshView.Registry(sources.Model)));
        debug.MapGet("/endpointz", (DebugSources sources, string? service) => Json(MeshView.Endpoints(sources.Model, service)));
    }

    /// <param name="proxyID">A node id, a part of one that only one proxy has, or its pod name.</param>
    private static async Task<IResult> ConfigDump(DebugSources sources, string? proxyID, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(proxyID))
        {
            return Results.Text("Which proxy? /debug/config_dump?proxyID=NODE-ID, or a part of its id that no other has; /debug/syncz lists them.\n", statusCode: StatusCodes.Status400BadRequest);
        }
        var found = (await sources.Connections(cancel)).Where(x => x.Proxy?.Id.Contains(proxyID, StringComparison.Ordinal) == true).ToList();
        var ids = found.Select(x => x.Proxy!.Id).Distinct().ToList();
        return ids.Count switch
        {
            0 => Results.Text($"No proxy whose id contains \"{proxyID}\" is connected here.\n", statusCode: StatusCodes.Status404NotFound),
            1 => Results.Text(ConfigDumpView.Of(found), "application/json; charset=utf-8"),
            _ => Results.Text($"More than one proxy's id contains \"{proxyID}\":\n{string.Join("\n", ids.Take(50))}\n", statusCode: StatusCodes.Status400BadRequest),
        };
    }

    private static IResult Html(string page) => Results.Text(page, "text/html; charset=utf-8");

    private static IResult Json(object view) => Results.Json(view, DebugJson.Options);
}
