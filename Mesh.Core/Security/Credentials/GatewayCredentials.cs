using System.Runtime.CompilerServices;
using System.Text;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Xds;

namespace Mesh.Core.Security.Credentials;

/// <summary>
/// Credentials out of Secrets, for those who may have them: a Secret is for proxies of its own namespace that have proved to be of it, and of those only for
/// the ones whose own configuration names it. What one reader may have is decided for that reader; only what a Secret packs to is remembered.
/// </summary>
public sealed class GatewayCredentials
{
    private readonly ConditionalWeakTable<ConfigObject, Packed> _packed = [];

    /// <returns>The resource; or why this proxy gets none, for our own log.</returns>
    public (XdsResource? Resource, string? Reason) Resolve(ConfigSet configs, SpiffeId reader, CredentialName name, XdsSnapshot configuration)
    {
        var @namespace = name.Namespace ?? reader.Namespace;
        if (@namespace != reader.Namespace) return (null, $"{name.Full} is a Secret of another namespace than that of {reader}");
        if (!IsNamed(configuration, name.Full)) return (null, $"no listener and no cluster of this proxy names {name.Full}");
        string? reason = null;
        foreach (var candidate in name.Secrets)
        {
            if (configs.Find<SecretObject>(ConfigKind.Secret, @namespace, candidate) is not { } secret) continue;
            var (resource, complaint) = _packed.GetOrCreateValue(secret).Get(name, secret);
            if (resource is not null) return (resource, null);
            reason ??= $"Secret {@namespace}/{candidate}: {complaint}";
        }
        return (null, reason ?? $"there is no Secret {@namespace}/{name.Name}");
    }

    /// <summary>An SdsSecretConfig begins with its name: field 1, its length, its bytes. So it stands in the packed resource, however deep.</summary>
    private static bool IsNamed(XdsSnapshot configuration, string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        const byte field1 = 0x0A;
        byte[] wanted = bytes.Length < 0x80 ? [field1, (byte)bytes.Length, .. bytes] : [field1, (byte)(bytes.Length | 0x80), (byte)(bytes.Length >> 7), .. bytes];
        return configuration[XdsType.Listener].All.Concat(configuration[XdsType.Cluster].All).Any(x => x.Body.Value.Span.IndexOf(wanted) >= 0);
    }

    private sealed class Packed
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<string, (XdsResource?, string?)> _byName = [];

        public (XdsResource? Resource, string? Reason) Get(CredentialName name, ConfigObject<SecretObject> secret)
        {
            lock (_gate)
            {
                if (_byName.TryGetValue(name.Full, out var known)) return known;
                return _byName[name.Full] = name.Roots ? CredentialReader.Roots(name.Full, secret) : CredentialReader.Certificate(name.Full, secret);
            }
        }
    }
}
