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
        debug.MapGet("/members", (DebugSources sources, CancellationToken cancel) => ClusterPages.Members(sources.Members, cancel));
        debug.MapGet("/convergence", (DebugSources sources, long? revision, string? @object, CancellationToken cancel) => ConvergencePage.Answer(sources.Members, revision, @object, cancel));
        debug.MapGet("/syncz", (DebugSources sources, HttpResponse response, CancellationToken cancel) => ClusterPages.Concatenated(sources.Members, response, MemberPages.Sync, cancel));
        debug.MapGet("/connections", (DebugSources sources, HttpResponse response, CancellationToken cancel) => ClusterPages.Connections(sources.Members, response, cancel));
        debug.MapGet("/config_dump", (DebugSources sources, HttpResponse response, string? proxyID, CancellationToken cancel) => ClusterPages.ConfigDump(sources.Members, response, proxyID, cancel));
        debug.MapGet("/configz", (DebugSources sources, HttpResponse response, CancellationToken cancel) => ClusterPages.Config(sources, response, cancel));
        debug.MapGet("/explain", (DebugSources sources, HttpRequest request, HttpResponse response, CancellationToken cancel) => ExplainPages.Answer(sources, request, response, cancel));
        debug.MapHistory();
        CertificatePages.Map(debug);
        debug.MapGet("/registryz", (DebugSources sources) => Json(MeshView.Registry(sources.Model)));
        debug.MapGet("/jwksz", (DebugSources sources) => Json(sources.Keys));
        debug.MapGet("/endpointz", (DebugSources sources, string? service) => Json(MeshView.Endpoints(sources.Model, service)));
    }

    private static IResult Html(string page) => Results.Text(page, "text/html; charset=utf-8");

    private static IResult Json(object view) => Results.Json(view, DebugJson.Options);
}
