using System.Runtime.CompilerServices;

namespace Mesh.Core.Values;

/// <summary>Makes a part of a key compare by reference, whatever equality its type has: a deep comparison of a large record would cost more than it saves.</summary>
public readonly struct Identity<T>(T value) : IEquatable<Identity<T>> where T : class
{
    public T Value { get; } = value;

    public bool Equals(Identity<T> other) => ReferenceEquals(Value, other.Value);

    public override bool Equals(object? obj) => obj is Identity<T> other && Equals(other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(Value);
}
