namespace Mesh.Actors.Balance;

/// <summary>Whoever holds the open streams of this member.</summary>
public interface IStreamDrain
{
    int OpenCalls { get; }

    /// <summary>Ends so many streams in order, those that have their answers, with the connections that they are on, so that they come back elsewhere.</summary>
    /// <returns>How many were ended: at most as many as asked for.</returns>
    int End(int streams);
}
