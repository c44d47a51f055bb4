namespace Linkage.Pipeline.Zones;

/// <summary>A folder being written. It becomes visible only through <see cref="Publish{T}"/>; disposing it unpublished removes it.</summary>
public sealed class StagedSet : IDisposable
{
    private readonly ZoneStore _store;
    private readonly string _target;
    private bool _published;

    internal StagedSet(ZoneStore store, string directory, string target, string key)
    {
        _store = store;
        Directory = directory;
        _target = target;
        Key = key;
    }

    /// <summary>Where to write files (no subfolders).</summary>
    public string Directory { get; }

    /// <summary>The input digest it will be published under.</summary>
    public string Key { get; }

    /// <summary>Absolute path for a file to be written.</summary>
    public string PathOf(string fileName) => Path.Combine(Directory, fileName);

    /// <summary>Digests every file, flushes all to disk and renames the folder into place in one step.</summary>
    /// <param name="facts">Counts, ids and codes to keep in the seal.</param>
    /// <exception cref="IOException">The rename failed; nothing was published.</exception>
    public PublishedSet Publish<T>(T facts)
    {
        var published = _store.Publish(Directory, _target, Key, facts);
        _published = true;
        return published;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_published && System.IO.Directory.Exists(Directory))
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }
}
