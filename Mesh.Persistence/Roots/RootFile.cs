using System.Text;
using Mesh.Actors.Certificates;

namespace Mesh.Persistence.Roots;

/// <summary>Writes what is trusted to a file, for those who have to trust the control plane before they can ask it: bootstraps, tools.</summary>
public sealed class RootFile(string path, ICertificateObserver observer) : IRootPublisher
{
    private readonly Lock _gate = new();

    public void Publish(string bundle)
    {
        lock (_gate)
        {
            try
            {
                var directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
                if (!Directory.Exists(directory)) OwnerFiles.MakeDirectory(directory);
                // Proxies read it that run as somebody else.
                OwnerFiles.WritePublic(path, Encoding.ASCII.GetBytes(bundle));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                observer.AuthorityTroubled($"The roots cannot be written to {path}: {e.Message}", null);
            }
        }
    }
}
