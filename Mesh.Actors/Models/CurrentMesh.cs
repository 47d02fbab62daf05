using Mesh.Core.Model;

namespace Mesh.Actors.Models;

/// <summary>This member's model of the mesh, for those who only look: pages, and the door that lets streams in. Written by the ModelActor alone.</summary>
public sealed class CurrentMesh
{
    private volatile MeshModel? _model;

    /// <summary>null until the first configuration is loaded.</summary>
    public MeshModel? Model
    {
        get => _model;
        internal set => _model = value;
    }
}
