namespace Mesh.Tests.Fixtures.Pods;

/// <summary>Sends a pod's traffic through its sidecar, by the rules that istio-iptables lays.</summary>
public static class Redirection
{
    /// <summary>The user that a sidecar runs as, and whose traffic is left alone.</summary>
    public const int SidecarUser = 1337;

    /// <summary>In the form that iptables-restore reads. 15008, 15020, 15021 and 15090 are ports of the sidecar's own.</summary>
    private const string Rules = """
        *nat
        :TO_SIDECAR_OUT - [0:0]
        :TO_SIDECAR_IN - [0:0]
        :INBOUND - [0:0]
        :OUTBOUND - [0:0]
        -A TO_SIDECAR_OUT -p tcp -j REDIRECT --to-ports 15001
        -A TO_SIDECAR_IN -p tcp -j REDIRECT --to-ports 15006
        -A PREROUTING -p tcp -j INBOUND
        -A INBOUND -p tcp -m multiport --dports 15008,15020,15021,15090 -j RETURN
        -A INBOUND -p tcp -j TO_SIDECAR_IN
        -A OUTPUT -p tcp -j OUTBOUND
        -A OUTBOUND -s 127.0.0.6/32 -o lo -j RETURN
        -A OUTBOUND ! -d 127.0.0.1/32 -o lo -m owner --uid-owner 1337 -j TO_SIDECAR_IN
        -A OUTBOUND -o lo -m owner ! --uid-owner 1337 -j RETURN
        -A OUTBOUND -m owner --uid-owner 1337 -j RETURN
        -A OUTBOUND -d 127.0.0.1/32 -j RETURN
        -A OUTBOUND -j TO_SIDECAR_OUT
        COMMIT

        """;

    public static Task Install(string @namespace) => Command.Run("ip", ["netns", "exec", @namespace, "iptables-restore"], Rules);
}
