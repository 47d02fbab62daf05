using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Mesh.Core.Config.Yaml;

/// <summary>
/// A hash of all that records took from a document, in any order and layout of the text.
/// Two readings with one fingerprint are one object: status heartbeats and resource versions change nothing.
/// </summary>
public static class Fingerprint
{
    public static UInt128 Of(MappingNode document)
    {
        var hash = new XxHash128();
        Add(hash, document);
        return hash.GetCurrentHashAsUInt128();
    }

    private static void Add(XxHash128 hash, ConfigNode node)
    {
        switch (node)
        {
            case ScalarNode scalar:
                Add(hash, (byte)('0' + scalar.Kind), scalar.Text);
                break;
            case SequenceNode list:
                Add(hash, (byte)'[', "");
                foreach (var item in list.Items) Add(hash, item);
                Add(hash, (byte)']', "");
                break;
            case MappingNode map:
                Add(hash, (byte)'{', "");
                foreach (var entry in map.Entries.Where(x => x.Taken).OrderBy(x => x.Key, StringComparer.Ordinal))
                {
                    Add(hash, (byte)':', entry.Key);
                    Add(hash, entry.Value);
                }
                Add(hash, (byte)'}', "");
                break;
        }
    }

    private static void Add(XxHash128 hash, byte mark, string text)
    {
        Span<byte> head = stackalloc byte[5];
        head[0] = mark;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], text.Length);
        hash.Append(head);
        hash.Append(MemoryMarshal.AsBytes(text.AsSpan()));
    }
}
