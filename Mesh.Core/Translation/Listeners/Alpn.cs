using Mesh.Core.Values;

namespace Mesh.Core.Translation.Listeners;

/// <summary>Names by which inbound listeners tell protocols apart.</summary>
public static class Alpn
{
    /// <summary>What Envoy's HTTP inspector says of a plain connection.</summary>
    public static readonly ValueList<string> PlaintextHttp = ["http/1.1", "h2c"];

    /// <summary>What another sidecar says when it knows that it sends HTTP.</summary>
    public static readonly ValueList<string> MutualHttp = ["istio-http/1.0", "istio-http/1.1", "istio-h2"];

    /// <summary>What another sidecar says of anything else.</summary>
    public static readonly ValueList<string> MutualTcp = ["istio-peer-exchange", "istio"];

    /// <summary>All that another sidecar may say.</summary>
    public static readonly ValueList<string> AllMutual = ["istio", "istio-peer-exchange", "istio-http/1.0", "istio-http/1.1", "istio-h2"];
}
