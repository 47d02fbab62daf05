using Mesh.Core.Security;
using Mesh.Core.Security.Roots;

namespace Mesh.Actors.Certificates;

/// <summary>
/// Where the keys of roots are kept on this member: files of the operator's choosing. They are read and written here and go nowhere else. Calls block
/// on the disk; they are made beside the actors.
/// </summary>
public interface IRootVault
{
    /// <summary>For operators: the directory, or that there is none.</summary>
    string Description { get; }

    /// <summary>What an earlier run left.</summary>
    /// <exception cref="RootVaultException">It can not be read, or does not fit together.</exception>
    VaultContent Open();

    /// <summary>What has become of the plugged-in files since they were last read; null when they are as they were, or there are none.</summary>
    RootSigner? Reopen();

    /// <summary>A new root, whose key is kept from now on.</summary>
    RootSigner Create(string trustDomain, TimeSpan lifetime, DateTimeOffset now);

    /// <summary>Roots and their roles, and with them the keys that are still of use.</summary>
    void Keep(RootState state);
}

/// <param name="State">Roots as last kept; none when there was no earlier run here.</param>
/// <param name="Signers">Those of the roots whose keys are here.</param>
/// <param name="Plugged">They are somebody else's files: none is ever made here.</param>
public sealed record VaultContent(RootState State, IReadOnlyList<RootSigner> Signers, bool Plugged);

/// <summary>In the words of whoever put the files there.</summary>
public sealed class RootVaultException(string message) : Exception(message);
