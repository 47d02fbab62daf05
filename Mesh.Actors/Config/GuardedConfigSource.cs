using System.Runtime.CompilerServices;
using Mesh.Actors.Models;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Telemetry;

namespace Mesh.Actors.Config;

/// <summary>What becomes of a PeerAuthentication that would cut off plaintext.</summary>
public enum StrictGuardMode
{
    Off,
    /// <summary>It is taken, with a warning.</summary>
    Warn,
    /// <summary>It is refused, and what was in force stays, until no such plaintext is seen any more.</summary>
    Deny,
}

/// <param name="Window">How far back plaintext counts.</param>
public sealed record StrictGuardOptions(StrictGuardMode Mode, TimeSpan Window);

/// <summary>
/// A source whose switches to STRICT are held against the traffic that was seen. What it refuses it offers again while it waits. The first state of a
/// mesh that nothing is known of is taken as it is: it may have been in force before.
/// </summary>
/// <param name="seen">Plaintext within the window; an exception when that is not known.</param>
public sealed class GuardedConfigSource(
    IConfigSource source, CurrentMesh mesh, StrictGuardOptions options, Func<CancellationToken, Task<IReadOnlyList<PlaintextEdge>>> seen, TimeProvider time) : IConfigSource
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(30);

    public string Description => source.Description;

    public string? PathOf(ConfigSource place) => source.PathOf(place);

    public async IAsyncEnumerable<ConfigChanges> Watch([EnumeratorCancellation] CancellationToken cancel)
    {
        var guard = new Guarding(mesh.Model, options);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var changes = source.Watch(ending.Token).GetAsyncEnumerator(ending.Token);
        var next = changes.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                if (guard.IsWaiting && await Task.WhenAny(next, Task.Delay(LookAgainAfter, time, cancel)) != next)
                {
                    cancel.ThrowIfCancellationRequested();
                    if (guard.Offer(await Seen(cancel)) is { } again) yield return again;
                    continue;
                }
                if (!await next) yield break;
                var taken = changes.Current;
                yield return guard.Take(taken, guard.Concerns(taken) ? await Seen(cancel) : []);
                next = changes.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // A source can not be left while it is being asked.
            await ending.CancelAsync();
            await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await changes.DisposeAsync();
        }
    }

    /// <returns>null when it is not known.</returns>
    private async Task<IReadOnlyList<PlaintextEdge>?> Seen(CancellationToken cancel)
    {
        try
        {
            return await seen(cancel);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>What one watch knows: what it has let through, and what it holds back.</summary>
    private sealed class Guarding(MeshModel? known, StrictGuardOptions options)
    {
        private readonly Dictionary<ConfigKey, (ConfigObject Object, RefusedObject Why)> _held = [];
        private readonly Dictionary<ConfigKey, RefusedObject> _warned = [];
        private ConfigSet _passed = known?.Configs ?? ConfigSet.Empty;
        private string _root = known?.RootNamespace ?? "istio-system";
        private bool _isFirst = true;
        private bool _knows = known is not null;
        private IReadOnlyList<RefusedObject> _refused = [];
        private IReadOnlyList<RefusedObject> _warnings = [];

        public bool IsWaiting => _held.Count > 0;

        public bool Concerns(ConfigChanges changes) => _knows && options.Mode != StrictGuardMode.Off && changes.Applied.Any(x => x.Kind == ConfigKind.PeerAuthentication);

        public ConfigChanges Take(ConfigChanges changes, IReadOnlyList<PlaintextEdge>? plaintext)
        {
            _refused = changes.Refused ?? _refused;
            _warnings = changes.Warnings ?? _warnings;
            if (changes.Mesh?.RootNamespace is { Length: > 0 } root) _root = root;
            var removed = _isFirst ? Missing(changes.Applied) : changes.Removed;
            _isFirst = false;
            foreach (var key in changes.Applied.Select(x => x.Key).Concat(removed))
            {
                _held.Remove(key);
                _warned.Remove(key);
            }
            var applied = Judge(changes.Applied, removed, plaintext);
            return changes with { Applied = applied, Refused = Refused(), Warnings = Warnings() };
        }

        /// <returns>null when nothing came of it.</returns>
        public ConfigChanges? Offer(IReadOnlyList<PlaintextEdge>? plaintext)
        {
            // Nothing is let go by because it can not be looked at.
            if (plaintext is null) return null;
            var waiting = _held.Values.Select(x => x.Object).ToList();
            _held.Clear();
            var applied = Judge(waiting, [], plaintext).Where(x => waiting.Any(y => ReferenceEquals(x, y))).ToList();
            return applied.Count == 0 ? null : new() { Applied = applied, Refused = Refused(), Warnings = Warnings() };
        }

        private IReadOnlyList<ConfigObject> Judge(IReadOnlyList<ConfigObject> applied, IReadOnlyList<ConfigKey> removed, IReadOnlyList<PlaintextEdge>? plaintext)
        {
            var judged = applied;
            if (_knows && options.Mode != StrictGuardMode.Off && plaintext is { Count: > 0 })
            {
                var cut = StrictGuard.Check(_passed, _passed.With(applied, removed), applied, plaintext, _root);
                judged = [.. applied.Select(x => cut.TryGetValue(x.Key, out var edges) ? Answer(x, edges) : x).OfType<ConfigObject>()];
            }
            _passed = _passed.With(judged, removed);
            _knows = true;
            return judged;
        }

        /// <returns>What is to be in force; null for nothing.</returns>
        private ConfigObject? Answer(ConfigObject asked, IReadOnlyList<PlaintextEdge> cut)
        {
            var why = new RefusedObject(asked.Key.ToString()!, asked.Source, [StrictGuard.Tell(cut, options.Window)]);
            if (options.Mode == StrictGuardMode.Warn)
            {
                _warned[asked.Key] = why;
                return asked;
            }
            _held[asked.Key] = (asked, why);
            return _passed.Find<PeerAuthentication>(asked.Kind, asked.Namespace, asked.Name);
        }

        private List<ConfigKey> Missing(IReadOnlyList<ConfigObject> applied)
        {
            var named = applied.Select(x => x.Key).ToHashSet();
            return [.. _passed.Everything.Select(x => x.Key).Where(x => !named.Contains(x))];
        }

        private List<RefusedObject> Refused() => [.. _refused, .. _held.Values.Select(x => x.Why)];

        private List<RefusedObject> Warnings() => [.. _warnings, .. _warned.Values];
    }
}
