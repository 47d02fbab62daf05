using Mesh.Actors.Certificates;
using Mesh.Core.Security.Roots;
using Mesh.Persistence.Roots;

namespace Mesh.Tests.Persistence.Roots;

public sealed class RootVaultTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly string _directory = Path.Combine(Directory.CreateTempSubdirectory("vault-").FullName, "ca");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_directory)!, recursive: true);

    [Fact]
    public void A_root_is_the_same_after_a_restart()
    {
        var (vault, state) = Found();
        vault.Keep(state);

        var content = new OwnRootVault(_directory).Open();

        Assert.Equal(state, content.State);
        Assert.Equal(state.Active!.Fingerprint, Assert.Single(content.Signers).Fingerprint);
    }

    [Fact]
    public void Rule08_Its_key_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows()) return;
        Found();

        var key = Assert.Single(Directory.GetFiles(_directory, "*.key.pem"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_directory));
    }

    [Fact]
    public void Rule08_A_key_that_others_can_read_is_not_used()
    {
        if (OperatingSystem.IsWindows()) return;
        var (vault, state) = Found();
        vault.Keep(state);
        File.SetUnixFileMode(Directory.GetFiles(_directory, "*.key.pem")[0], UnixFileMode.UserRead | UnixFileMode.GroupRead);

        Assert.Contains("can be read by others", Assert.Throws<RootVaultException>(() => new OwnRootVault(_directory).Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rule08_The_key_of_a_root_that_is_trusted_no_more_is_deleted()
    {
        var (vault, state) = Found();
        var next = vault.Create("cluster.local", TimeSpan.FromDays(1), Now);
        state = state.Apply(state.Introduce(next.AsTrusted(RootRole.Incoming)).Event!);
        vault.Keep(state);
        Assert.Equal(2, Directory.GetFiles(_directory, "*.key.pem").Length);

        state = state.Apply(new RootSwitched(next.Fingerprint));
        vault.Keep(state.Apply(new RootDropped(state.Outgoing!.Fingerprint)));

        Assert.Contains(next.Fingerprint, Assert.Single(Directory.GetFiles(_directory, "*.key.pem")), StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_are_named_and_nothing_is_made_in_their_place()
    {
        var (vault, state) = Found();
        vault.Keep(state);
        File.WriteAllText(Path.Combine(_directory, "roots.json"), "{");

        Assert.Contains("roots.json", Assert.Throws<RootVaultException>(() => new OwnRootVault(_directory).Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plugged_in_directory_that_does_not_fit_together_is_named_file_by_file()
    {
        Directory.CreateDirectory(_directory);
        foreach (var file in (string[])["ca-cert.pem", "ca-key.pem", "root-cert.pem"]) File.WriteAllText(Path.Combine(_directory, file), "nonsense");

        var message = Assert.Throws<RootVaultException>(() => new PluggedRootVault(_directory, TimeProvider.System).Open()).Message;

        Assert.All((string[])["ca-cert.pem", "ca-key.pem", "root-cert.pem"], x => Assert.Contains(x, message, StringComparison.Ordinal));
    }

    private (OwnRootVault Vault, RootState State) Found()
    {
        var vault = new OwnRootVault(_directory);
        var root = vault.Create("cluster.local", TimeSpan.FromDays(3650), Now);
        return (vault, RootState.None.Apply(RootState.None.Introduce(root.AsTrusted(RootRole.Incoming)).Event!));
    }
}
