using System.Buffers.Binary;

namespace Mesh.Core.Telemetry.AccessLog;

/// <summary>
/// Walks over the fields of a protobuf message without making objects of them. Spec: protobuf's wire format. Whoever sends what is no message gets
/// <see cref="FormatException"/>.
/// </summary>
public ref struct WireReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Number of the field that <see cref="Next"/> found.</summary>
    public int Field { get; private set; }

    private int _wireType;

    /// <returns>false at the end.</returns>
    public bool Next()
    {
        if (_rest.IsEmpty) return false;
        var tag = Number();
        Field = (int)(tag >> 3);
        _wireType = (int)(tag & 7);
        if (Field == 0) throw new FormatException("a field has the number 0");
        return true;
    }

    /// <summary>The field's content: text, bytes or a message.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        if (_wireType != 2) throw Unexpected();
        var length = Number();
        if (length > (ulong)_rest.Length) throw new FormatException("a field is longer than its message");
        var bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return bytes;
    }

    public ulong Varint() => _wireType == 0 ? Number() : throw Unexpected();

    public void Skip()
    {
        switch (_wireType)
        {
            case 0: Number(); break;
            case 1: Drop(8); break;
            case 2: Bytes(); break;
            case 5: Drop(4); break;
            default: throw Unexpected();
        }
    }

    public double Double()
    {
        if (_wireType != 1 || _rest.Length < 8) throw Unexpected();
        var value = BinaryPrimitives.ReadDoubleLittleEndian(_rest);
        Drop(8);
        return value;
    }

    private void Drop(int bytes)
    {
        if (_rest.Length < bytes) throw new FormatException("a message ends in the middle of a field");
        _rest = _rest[bytes..];
    }

    private ulong Number()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_rest.IsEmpty) throw new FormatException("a message ends in the middle of a number");
            var part = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return value;
        }
        throw new FormatException("a number has more than 64 bits");
    }

    private readonly FormatException Unexpected() => new($"field {Field} has the unexpected wire type {_wireType}");
}
