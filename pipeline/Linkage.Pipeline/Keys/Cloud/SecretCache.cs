using System.Security.Cryptography;

namespace Linkage.Pipeline.Keys.Cloud;

/// <summary>
/// Values of secret versions, for a bounded time and number. A version never changes its value, so what is kept is never wrong; whether it may still be used is asked of the vault each time.
/// Kept in pinned memory and cleared when the time is over, when room is needed and when disposed.
/// </summary>
internal sealed class SecretCache : IDisposable
{
    private readonly Dictionary<(string Name, string Version), Entry> _entries = [];
    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly TimeSpan _time;
    private readonly int _count;
    private readonly ITimer? _sweeper;

    public SecretCache(TimeSpan time, int count, TimeProvider clock)
    {
        (_time, _count, _clock) = (time, count, clock);
        _sweeper = IsOff ? null : clock.CreateTimer(_ => Sweep(), null, time, time);
    }

    /// <summary>How many values are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    private bool IsOff => _time == TimeSpan.Zero || _count == 0;

    /// <summary>A copy of a kept value, which the caller clears; null when it is not kept.</summary>
    public byte[]? Find(string name, string version)
    {
        Sweep();
        lock (_lock)
        {
            return _entries.TryGetValue((name, version), out var entry) ? Copy(entry.Value) : null;
        }
    }

    /// <summary>Keeps a copy of a value.</summary>
    public void Keep(string name, string version, ReadOnlySpan<byte> value)
    {
        if (IsOff)
        {
            return;
        }

        lock (_lock)
        {
            Remove((name, version));
            while (_entries.Count >= _count)
            {
                Remove(_entries.MinBy(e => e.Value.Kept).Key);
            }

            _entries.Add((name, version), new Entry(Copy(value), _clock.GetTimestamp()));
        }
    }

    /// <summary>Clears every version of a secret.</summary>
    public void Forget(string name)
    {
        lock (_lock)
        {
            RemoveWhere((key, _) => key.Name == name);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sweeper?.Dispose();
        lock (_lock)
        {
            RemoveWhere((_, _) => true);
        }
    }

    private static byte[] Copy(ReadOnlySpan<byte> value)
    {
        var copy = GC.AllocateUninitializedArray<byte>(value.Length, pinned: true);
        value.CopyTo(copy);
        return copy;
    }

    private void Sweep()
    {
        lock (_lock)
        {
            RemoveWhere((_, entry) => _clock.GetElapsedTime(entry.Kept) >= _time);
        }
    }

    private void RemoveWhere(Func<(string Name, string Version), Entry, bool> goes)
    {
        foreach (var key in _entries.Where(e => goes(e.Key, e.Value)).Select(e => e.Key).ToList())
        {
            Remove(key);
        }
    }

    private void Remove((string Name, string Version) key)
    {
        if (_entries.Remove(key, out var entry))
        {
            CryptographicOperations.ZeroMemory(entry.Value);
        }
    }

    private sealed record Entry(byte[] Value, long Kept);
}
