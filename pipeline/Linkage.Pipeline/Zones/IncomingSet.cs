namespace Linkage.Pipeline.Zones;

/// <summary>A set that is being brought from a container, in staging. Whatever of it was not moved to its place is removed with it.</summary>
/// <param name="folder">Its folder.</param>
internal sealed class IncomingSet(string folder) : IDisposable
{
    /// <summary>Its folder.</summary>
    public string Folder { get; } = Create(folder);

    /// <summary>Where a file of it goes; the folder of one named <c>data/…</c> is made.</summary>
    public string PathOf(string file)
    {
        var path = Path.Combine([Folder, .. file.Split('/')]);
        PrivateFolder.Create(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Writes the seal, dates it and forces all to disk.</summary>
    /// <param name="seal">The seal; of what was moved to quarantine without one it is empty, and not written.</param>
    /// <param name="isMoved">Whether it was moved to quarantine.</param>
    public void Complete(ContainedSeal seal, bool isMoved)
    {
        foreach (var file in Directory.GetFiles(Folder, "*", SearchOption.AllDirectories))
        {
            SetFolder.MakeReadOnly(file);
        }

        if (seal.Bytes.Length > 0 || !isMoved)
        {
            var path = Path.Combine(Folder, ZoneStore.SealName);
            PrivateFolder.WriteNewFile(path, seal.Bytes);
            File.SetLastWriteTimeUtc(path, seal.At.UtcDateTime);
            SetFolder.MakeReadOnly(path);
        }

        foreach (var inside in Directory.GetDirectories(Folder))
        {
            PrivateFolder.FlushFolder(inside);
        }

        PrivateFolder.FlushFolder(Folder);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static string Create(string folder)
    {
        PrivateFolder.Create(folder);
        return folder;
    }
}
