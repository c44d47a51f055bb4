namespace Linkage.Pipeline.Zones;

/// <summary>A set being written. It becomes visible only through <see cref="Publish{T}"/>; disposing it unpublished removes it.</summary>
public sealed class StagedSet : IDisposable
{
    private readonly ZoneStore _store;
    private readonly string _directory;
    private readonly string? _plain;
    private readonly string _target;
    private bool _published;

    /// <param name="store">The zones.</param>
    /// <param name="directory">Its folder in the zone's staging.</param>
    /// <param name="plain">A private folder for files before they are sealed; null where files are not.</param>
    /// <param name="target">Where it will appear.</param>
    /// <param name="key">The input digest it will be published under.</param>
    internal StagedSet(ZoneStore store, string directory, string? plain, string target, string key)
    {
        _store = store;
        _directory = directory;
        _plain = plain;
        _target = target;
        Key = key;
    }

    /// <summary>The input digest it will be published under.</summary>
    public string Key { get; }

    /// <summary>
    /// Absolute path for a file to be written; in a release, one named <c>data/…</c> has its folder made. In a zone whose files are sealed it lies in private scratch until then.
    /// </summary>
    public string PathOf(string fileName)
    {
        var path = Path.Combine(_plain ?? _directory, fileName);
        if (fileName.Contains('/', StringComparison.Ordinal))
        {
            PrivateFolder.Create(Path.GetDirectoryName(path)!);
        }

        return path;
    }

    /// <summary>Absolute path for a file that holds counts, codes and line numbers but no value of a row, and is sealed nowhere.</summary>
    public string OpenPathOf(string fileName) => Path.Combine(_directory, fileName);

    /// <summary>The digest that the seal will state of a file that is written to its end. Nobody may write to it any more.</summary>
    public string DigestOf(string fileName)
    {
        if (_plain is not null && File.Exists(PathOf(fileName)))
        {
            SealFile(_plain, fileName);
        }

        var sealedFile = OpenPathOf(fileName + SealedFile.Suffix);
        return ZoneStore.DigestOf(File.Exists(sealedFile) ? sealedFile : OpenPathOf(fileName));
    }

    /// <summary>Seals and digests every file, flushes all to disk and renames the folder into place in one step.</summary>
    /// <param name="facts">Counts, ids and codes to keep in the seal.</param>
    /// <exception cref="IOException">The rename failed; nothing was published.</exception>
    /// <exception cref="WorkspaceLostException">The fence said no; nothing was published.</exception>
    public PublishedSet Publish<T>(T facts)
    {
        if (_plain is not null)
        {
            foreach (var name in SetFolder.Entries(_plain))
            {
                SealFile(_plain, name);
            }
        }

        var published = _store.Publish(_directory, _target, Key, facts);
        _published = true;
        RemovePlain();
        return published;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        RemovePlain();
        if (!_published && Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private void SealFile(string plain, string name)
    {
        if (!SetFolder.IsPlainFile(plain, name))
        {
            throw new InvalidOperationException($"A set holds plain files only; {name} is a folder or a link.");
        }

        _store.SealFile(PathOf(name), OpenPathOf(name + SealedFile.Suffix), _target);
        PrivateFolder.Wipe(PathOf(name));
    }

    private void RemovePlain()
    {
        if (_plain is not null)
        {
            PrivateFolder.WipeFolder(_plain);
        }
    }
}
