using System.Collections.Concurrent;
using System.Globalization;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Release.Earlier;

namespace Linkage.Pipeline.Zones;

/// <summary>
/// What a worker with keys can do in the zones: make and check seals, and seal and open the files of the zones that hold identifiers. Opened files lie in a private folder,
/// each once, and go with it.
/// </summary>
public sealed class ZoneSeals : IDisposable
{
    private readonly KeyRing _keys;
    private readonly string _plain;
    private readonly SealKey _seals;
    private readonly string? _month;
    private readonly string _workspace;
    private readonly ConcurrentDictionary<(string Place, string File, string Digest), Lazy<string>> _opened = new();
    private int _names;

    /// <summary>Takes the keys of the workspace.</summary>
    /// <param name="keys">The council's keys; they live at least as long.</param>
    /// <param name="plain">A private folder for plain files, in memory where there is room; made when it is first needed. Who made it wipes it.</param>
    /// <param name="at">In whose month files of datasets are sealed (<see cref="DatasetKeys"/>); null seals them under the key of their place alone, which nothing destroys but the end of the epoch.</param>
    /// <param name="workspace">Name of the workspace, in a vault that several may share; empty otherwise.</param>
    public ZoneSeals(KeyRing keys, string plain, DateTimeOffset? at = null, string workspace = "")
    {
        (_month, _workspace) = (at is { } instant ? DatasetPeriod.MonthOf(instant) : null, workspace);
        _keys = keys;
        _plain = Path.GetFullPath(plain);
        _seals = keys.SealKey();
    }

    /// <summary>The key epoch they belong to, from 1.</summary>
    internal int Epoch => _keys.Epoch;

    /// <summary>The key under which sets are sealed.</summary>
    internal SealKey Sets => _seals;

    /// <inheritdoc/>
    public void Dispose() => _seals.Dispose();

    /// <summary>A new folder for the plain files of a set that is being made.</summary>
    internal string NewFolder()
    {
        var folder = Path.Combine(_plain, NextName());
        PrivateFolder.Create(folder);
        return folder;
    }

    /// <summary>Seals a file of a set.</summary>
    /// <param name="plain">The file.</param>
    /// <param name="target">Where to.</param>
    /// <param name="place">Place of the set below the zones: zone, name and key.</param>
    internal void Seal(string plain, string target, string place)
    {
        var (zone, name) = Parts(place);
        using var key = _month is not null && name != ReleaseMemory.Place && DatasetKeys.IsDataset(name)
            ? _keys.ZoneKey(zone, new DatasetPeriod(name, _month, _workspace, _keys.Epoch))
            : _keys.ZoneKey(zone, name);
        SealedFile.Seal(plain, target, key, Purpose(place, Path.GetFileName(plain)));
    }

    /// <summary>Opens a file of a set, or finds it opened.</summary>
    /// <param name="sealedFile">The sealed file.</param>
    /// <param name="place">Place of the set below the zones.</param>
    /// <param name="digest">What the seal of the set says of the file.</param>
    /// <returns>Path of the plain file.</returns>
    /// <exception cref="SealedFileException">It cannot be opened.</exception>
    internal string Open(string sealedFile, string place, string digest)
    {
        var name = Path.GetFileName(sealedFile)[..^SealedFile.Suffix.Length];
        return _opened.GetOrAdd((place, name, digest), _ => new Lazy<string>(() => OpenNew(sealedFile, place, name))).Value;
    }

    private string OpenNew(string sealedFile, string place, string name)
    {
        var target = Path.Combine(NewFolder(), name);
        using var key = KeyOf(sealedFile, place);
        SealedFile.Open(sealedFile, target, key, Purpose(place, name));
        return target;
    }

    // The key of a place is that of everything under one name in one zone; that of a dataset's month lies under it, and is named by the file.
    private ZoneKey KeyOf(string sealedFile, string place)
    {
        var (zone, name) = Parts(place);
        if (SealedFile.DatasetKeyOf(sealedFile) is not { } keyId)
        {
            return _keys.ZoneKey(zone, name);
        }

        return _keys.ZoneKey(zone, name, keyId) ?? throw (_keys.DatasetKeyDestroyedAt(keyId) is { } at
            ? new SealedFileException(sealedFile, string.Create(CultureInfo.InvariantCulture, $"cannot be opened any more: its key was destroyed with the retention sweep of {at.UtcDateTime:yyyy-MM-dd}"))
            {
                WhatToDo = SealedFileException.AfterDestruction,
            }
            : new SealedFileException(sealedFile, "was sealed under a key of its dataset that is missing") { WhatToDo = SealedFileException.WithoutDatasetKey });
    }

    private static (string Zone, string Name) Parts(string place)
    {
        var (zone, rest) = (place[..place.IndexOf('/')], place[(place.IndexOf('/') + 1)..]);
        return (zone, rest[..rest.LastIndexOf('/')]);
    }

    private string NextName() => Interlocked.Increment(ref _names).ToString("D4", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Purpose(string place, string file) => ["zone-file", place, file];
}
