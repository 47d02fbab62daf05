using Google.Protobuf;

namespace Mesh.Core.Xds;

/// <summary>Protobuf bytes that are equal for equal content: map entries are written in the order of their keys.</summary>
public static class Deterministic
{
    public static byte[] Bytes(IMessage message)
    {
        var bytes = new byte[message.CalculateSize()];
        using var output = new CodedOutputStream(bytes) { Deterministic = true };
        message.WriteTo(output);
        output.CheckNoSpaceLeft();
        return bytes;
    }
}
