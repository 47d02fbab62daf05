namespace Mesh.Actors;

/// <summary>A message that may cross the wire: names, revisions, digests, numbers. Each is listed in the table of manifests.</summary>
public interface IWireMessage;
