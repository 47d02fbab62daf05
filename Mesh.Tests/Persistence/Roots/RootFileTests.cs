using Mesh.Actors.Certificates;
using Mesh.Persistence.Roots;

namespace Mesh.Tests.Persistence.Roots;

public sealed class RootFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("roots-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>An Envoy reads it, as another user, at the moment when it is replaced, and never again if it could not.</summary>
    [Fact]
    public async Task Others_can_read_it_at_every_moment()
    {
        if (OperatingSystem.IsWindows()) return;
        var path = Path.Combine(_directory, "root-cert.pem");
        var file = new RootFile(path, new Nobody());
        file.Publish("0");

        var writing = Task.Run(() =>
        {
            for (var i = 1; i <= 300; i++) file.Publish($"{i}");
        }, TestContext.Current.CancellationToken);
        while (!writing.IsCompleted) Assert.True(File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherRead | UnixFileMode.GroupRead));

        await writing;
        Assert.Equal("300", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    private sealed class Nobody : ICertificateObserver
    {
        public void Issued(IssuedEntry issued) { }

        public void Refused(string who, string remote, string why) { }

        public void AuthorityChanged(string what) { }

        public void AuthorityTroubled(string what, Exception? cause) => Assert.Fail($"{what}: {cause}");
    }
}
