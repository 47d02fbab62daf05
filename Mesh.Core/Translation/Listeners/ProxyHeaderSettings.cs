using Envoy.Config.Core.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.Http.HeaderFormatters.PreserveCase.V3;
using Mesh.Core.Config;
using static Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types;

namespace Mesh.Core.Translation.Listeners;

/// <summary>ProxyConfig.proxyHeaders and gatewayTopology → the headers that a connection manager adds, keeps and forwards.</summary>
internal static class ProxyHeaderSettings
{
    private const string ServerName = "istio-envoy";

    private static readonly TypedExtensionConfig PreserveCase = new()
    {
        Name = "preserve_case",
        TypedConfig = TypedConfig.Pack(new PreserveCaseFormatterConfig()),
    };

    public static void Apply(HttpConnectionManager manager, ListenerStyle style, ListenerClass @class)
    {
        var headers = style.Traits.ProxyConfig.ProxyHeaders;
        // An outbound listener never named the server, which Envoy then calls "envoy"; dashboards rely on the difference.
        var server = @class == ListenerClass.SidecarOutbound ? "" : ServerName;
        if (headers?.Server?.Disabled == true)
        {
            server = "";
            manager.ServerHeaderTransformation = ServerHeaderTransformation.PassThrough;
        }
        else if (headers?.Server?.Value is { Length: > 0 } written)
        {
            server = written;
        }
        manager.ServerName = server;
        if (headers?.RequestId?.Disabled == true) manager.GenerateRequestId = false;
        if (headers?.XForwardedPort?.Enabled == true) manager.AppendXForwardedPort = true;
        if (headers?.PreserveHttp1HeaderCase == true) (manager.HttpProtocolOptions ??= new()).HeaderKeyFormat = new() { StatefulFormatter = PreserveCase };
        if (@class == ListenerClass.Gateway) ForwardOfGateway(manager, style.Traits.ProxyConfig.GatewayTopology);
        else if (@class == ListenerClass.SidecarInbound) ForwardOfWorkload(manager, headers);
    }

    /// <summary>X-Forwarded-Client-Cert of a gateway: its topology decides, since what stands in front of it is not of the mesh.</summary>
    private static void ForwardOfGateway(HttpConnectionManager manager, Topology? topology)
    {
        manager.XffNumTrustedHops = topology?.NumTrustedProxies ?? 0;
        var details = topology?.ForwardClientCertDetails is null or Config.ForwardClientCertDetails.Undefined
            ? Config.ForwardClientCertDetails.SanitizeSet
            : topology.ForwardClientCertDetails;
        manager.ForwardClientCertDetails = Of(details);
        if (details is Config.ForwardClientCertDetails.AppendForward or Config.ForwardClientCertDetails.SanitizeSet)
        {
            manager.SetCurrentClientCertDetails = new() { Subject = true, Cert = true, Uri = true, Dns = true };
        }
    }

    private static void ForwardOfWorkload(HttpConnectionManager manager, ProxyHeaders? headers)
    {
        manager.ForwardClientCertDetails = headers?.ForwardedClientCert is null or Config.ForwardClientCertDetails.Undefined
            ? HttpConnectionManager.Types.ForwardClientCertDetails.AppendForward
            : Of(headers.ForwardedClientCert);
        var set = headers?.SetCurrentClientCertDetails;
        manager.SetCurrentClientCertDetails = new()
        {
            Subject = set?.Subject ?? true,
            Uri = set?.Uri ?? true,
            Dns = set?.Dns ?? true,
            Cert = set?.Cert ?? false,
            Chain = set?.Chain ?? false,
        };
    }

    private static HttpConnectionManager.Types.ForwardClientCertDetails Of(Config.ForwardClientCertDetails? details) => details switch
    {
        Config.ForwardClientCertDetails.ForwardOnly => HttpConnectionManager.Types.ForwardClientCertDetails.ForwardOnly,
        Config.ForwardClientCertDetails.AppendForward => HttpConnectionManager.Types.ForwardClientCertDetails.AppendForward,
        Config.ForwardClientCertDetails.SanitizeSet => HttpConnectionManager.Types.ForwardClientCertDetails.SanitizeSet,
        Config.ForwardClientCertDetails.AlwaysForwardOnly => HttpConnectionManager.Types.ForwardClientCertDetails.AlwaysForwardOnly,
        _ => HttpConnectionManager.Types.ForwardClientCertDetails.Sanitize,
    };
}
