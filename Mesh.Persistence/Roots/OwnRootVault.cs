using System.Text.Json;
using Mesh.Actors.Certificates;
using Mesh.Core.Security;
using Mesh.Core.Security.Roots;
using Mesh.Core.Values;

namespace Mesh.Persistence.Roots;

/// <summary>
/// Roots of the mesh's own making, in a directory that only this user may enter: for each a certificate and a key (mode 0600), and <c>roots.json</c>, which
/// says what part each plays. The next run finds what this one leaves.
/// </summary>
public sealed class OwnRootVault(string directory) : IRootVault
{
    private const string StateFile = "roots.json";
    private const string CertificateEnd = ".crt.pem";
    private const string KeyEnd = ".key.pem";

    private readonly Lock _gate = new();

    public string Description => directory;

    public VaultContent Open()
    {
        lock (_gate)
        {
            OwnerFiles.MakeDirectory(directory);
            var state = ReadState();
            var signers = state.Roots.Select(x => Load(x.Fingerprint)).OfType<RootSigner>().ToList();
            return new(state, signers, Plugged: false);
        }
    }

    public RootSigner? Reopen() => null;

    public RootSigner Create(string trustDomain, TimeSpan lifetime, DateTimeOffset now)
    {
        var key = SigningKey.CreateP256();
        var root = CertificateAuthority.CreateRoot(key, trustDomain, lifetime, now);
        lock (_gate)
        {
            OwnerFiles.MakeDirectory(directory);
            OwnerFiles.Write(PathOf(root.Fingerprint, KeyEnd), key.ExportPem().Bytes.Span);
            OwnerFiles.Write(PathOf(root.Fingerprint, CertificateEnd), System.Text.Encoding.ASCII.GetBytes(root.Pem));
        }
        return RootSigner.Of(root);
    }

    public void Keep(RootState state)
    {
        lock (_gate)
        {
            OwnerFiles.Write(Path.Combine(directory, StateFile), JsonSerializer.SerializeToUtf8Bytes(Kept.Of(state), Kept.Options));
            var kept = state.Roots.Select(x => x.Fingerprint).ToHashSet();
            foreach (var key in Directory.GetFiles(directory, "*" + KeyEnd).Where(x => !kept.Contains(Path.GetFileName(x)[..^KeyEnd.Length])))
            {
                File.Delete(key);
                File.Delete(key[..^KeyEnd.Length] + CertificateEnd);
            }
        }
    }

    private RootState ReadState()
    {
        var path = Path.Combine(directory, StateFile);
        if (!File.Exists(path)) return RootState.None;
        try
        {
            return JsonSerializer.Deserialize<Kept>(File.ReadAllText(path), Kept.Options)?.ToState() ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new RootVaultException($"{path} cannot be read ({e.Message}); put back a copy of the directory, or move it away to begin with a new root");
        }
    }

    /// <returns>null when its key is not here.</returns>
    private RootSigner? Load(string fingerprint)
    {
        var (certificatePath, keyPath) = (PathOf(fingerprint, CertificateEnd), PathOf(fingerprint, KeyEnd));
        if (!File.Exists(keyPath) || !File.Exists(certificatePath)) return null;
        OwnerFiles.DemandPrivate(keyPath);
        var (key, error) = SigningKey.Read(File.ReadAllText(keyPath), keyPath);
        if (key is null) throw new RootVaultException(error!.ToString());
        var (certificates, unreadable) = PemCertificates.Read(File.ReadAllText(certificatePath), certificatePath);
        if (unreadable is not null) throw new RootVaultException(unreadable.ToString());
        if (!certificates[0].PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.Subject.Info.Span)) throw new RootVaultException($"{keyPath} is not the key of {certificatePath}");
        return RootSigner.Of(new CertificateAuthority(key, certificates[0], []));
    }

    private string PathOf(string fingerprint, string end) => Path.Combine(directory, fingerprint + end);

    /// <summary>roots.json.</summary>
    private sealed record Kept(long Generation, IReadOnlyList<TrustedRoot> Roots)
    {
        public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true, Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

        public static Kept Of(RootState state) => new(state.Generation, state.Roots);

        public RootState ToState() => new(Generation, Roots.ToValueList());
    }
}
