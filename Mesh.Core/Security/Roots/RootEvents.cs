namespace Mesh.Core.Security.Roots;

/// <summary>What happens to the roots of a mesh. Kept for ever, and public: no event holds a key.</summary>
public abstract record RootEvent;

/// <summary>The first root: nobody trusts another one, so that it may sign at once.</summary>
public sealed record RootFounded(string Fingerprint, string Pem, DateTimeOffset NotAfter) : RootEvent;

public sealed record RootIntroduced(string Fingerprint, string Pem, DateTimeOffset NotAfter) : RootEvent;

/// <summary>The incoming root is the active one from here on.</summary>
public sealed record RootSwitched(string Fingerprint) : RootEvent;

public sealed record RootDropped(string Fingerprint) : RootEvent;

/// <summary>A root's key is taken for stolen.</summary>
public sealed record RootTainted(string Fingerprint, DateTimeOffset At) : RootEvent;
