using Mesh.Actors.Certificates;
using Mesh.Core.Security;
using Mesh.Core.Security.Roots;

namespace Mesh.Persistence.Roots;

/// <summary>The authority in a directory that somebody else fills: a mounted Secret <c>cacerts</c>. Only read; a change of its files is noticed.</summary>
public sealed class PluggedRootVault(string directory, TimeProvider time) : IRootVault
{
    private readonly Lock _gate = new();
    private PluggedCaText? _last;

    public string Description => directory;

    public VaultContent Open()
    {
        lock (_gate) return new(RootState.None, [Read(ReadText())], Plugged: true);
    }

    public RootSigner? Reopen()
    {
        lock (_gate)
        {
            var text = ReadText();
            return text == _last ? null : Read(text);
        }
    }

    public RootSigner Create(string trustDomain, TimeSpan lifetime, DateTimeOffset now) => throw new RootVaultException($"the authority is plugged in: {directory} has to bring the next root");

    public void Keep(RootState state)
    {
    }

    private RootSigner Read(PluggedCaText text)
    {
        var (plugged, errors) = PluggedCa.Read(text, time.GetUtcNow());
        _last = text;
        return plugged is null ? throw new RootVaultException(string.Join("; ", errors.Select(x => $"{Path.Combine(directory, x.Field)} {x.Reason}"))) : RootSigner.Of(plugged);
    }

    private PluggedCaText ReadText()
    {
        try
        {
            var chain = Path.Combine(directory, PluggedCa.ChainFile);
            return new(Text(PluggedCa.CertificateFile), Text(PluggedCa.KeyFile), Text(PluggedCa.RootFile), File.Exists(chain) ? File.ReadAllText(chain) : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RootVaultException(e.Message);
        }
    }

    private string Text(string file) => File.ReadAllText(Path.Combine(directory, file));
}
