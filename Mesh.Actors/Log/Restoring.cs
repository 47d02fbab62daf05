using System.Text.Json;
using Mesh.Actors.Config;
using Mesh.Core.Config;
using Mesh.Core.History;
using Mesh.Core.Model;

namespace Mesh.Actors.Log;

/// <summary>Makes a configuration again of what the log says. Objects whose content is not kept are missing until the source has told them.</summary>
public static class Restoring
{
    /// <param name="unreadable">Told of documents that are no longer understood; they are left out.</param>
    public static ConfigState Of(long revision, IEnumerable<KeyValuePair<string, LoggedDocument>> documents, Action<string, Exception> unreadable)
    {
        var (objects, mesh) = (new List<ConfigObject>(), new MeshConfig());
        foreach (var (name, document) in documents)
        {
            if (document.Json is not { } json) continue;
            try
            {
                using var parsed = JsonDocument.Parse(json, new() { MaxDepth = 1000 });
                if (name == RevisionDraft.MeshConfigName) mesh = ConfigDocument.ReadRecord<MeshConfig>(parsed.RootElement);
                else objects.Add(ConfigDocument.Read(parsed.RootElement, document.Source));
            }
            catch (Exception e) when (e is FormatException or JsonException)
            {
                unreadable(name, e);
            }
        }
        return ConfigState.Empty with { Revision = revision, Configs = ConfigSet.Of(objects), Mesh = mesh };
    }
}
