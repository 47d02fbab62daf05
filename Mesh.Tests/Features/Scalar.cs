using System.Security.Cryptography;
using System.Text;

namespace Mesh.Tests.Features;

/// <summary>The secret number of a private key, in the forms in which it could have got somewhere.</summary>
public sealed class Scalar
{
    private readonly IReadOnlyList<byte[]> _forms;

    private Scalar(byte[] number, string base64) => _forms =
    [
        number,
        Encoding.ASCII.GetBytes(Convert.ToHexString(number)),
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(number)),
        Encoding.ASCII.GetBytes(Convert.ToBase64String(number)[..40]),
        // The PEM's own lines, of which the second holds nothing but key.
        Encoding.ASCII.GetBytes(base64),
    ];

    public static Scalar Of(string file)
    {
        var pem = File.ReadAllText(file);
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return new(key.ExportParameters(includePrivateParameters: true).D!, pem.Split('\n')[2]);
    }

    public bool IsIn(ReadOnlySpan<byte> bytes)
    {
        foreach (var form in _forms)
        {
            if (bytes.IndexOf(form) >= 0) return true;
        }
        return false;
    }
}
