namespace Linkage.Matching.Files;

/// <summary>
/// The folder of a run's results, for its owner only, of one process at a time. While the run lasts, <c>unfinished</c> (for its owner only) holds the links found so far, which
/// a run of the same arguments goes on from, and a scratch folder. Results are written beside their names and then moved to them, <c>run.json</c> last, so
/// that a folder with it is whole.
/// </summary>
internal sealed class OutFolder : IDisposable
{
    /// <summary>The file that is put in place last and taken away first.</summary>
    internal const string LastFile = Review.LinkRunFile.FileName;

    /// <summary>The folder of what a run that was stopped goes on from.</summary>
    internal const string UnfinishedName = "unfinished";

    private const string LockFile = ".lock";
    private const string UnfinishedEnd = ".unfinished";

    private readonly FileStream _lock;
    private readonly bool _isNew;
    private readonly string _unfinished;
    private bool _published;

    private OutFolder(string path, FileStream @lock, bool isNew)
    {
        (Path, _lock, _isNew) = (path, @lock, isNew);
        _unfinished = System.IO.Path.Combine(path, UnfinishedName);
        (Links, Scratch) = (System.IO.Path.Combine(_unfinished, "links"), System.IO.Path.Combine(_unfinished, "scratch"));
    }

    /// <summary>The folder.</summary>
    internal string Path { get; }

    /// <summary>Where links are streamed to (<see cref="LinkRun.ScoreTo"/>).</summary>
    internal string Links { get; }

    /// <summary>An empty folder for copies and spilled data.</summary>
    internal string Scratch { get; }

    /// <summary>Opens the folder, makes it where it is missing, and clears what a killed run left that cannot be used again.</summary>
    /// <exception cref="MatchingInputException">It cannot be written to, others may enter it, or another run has it open.</exception>
    internal static OutFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        FileStream? @lock = null;
        try
        {
            var isNew = !Directory.Exists(path);
            OwnerOnly.OpenFolder(path);
            @lock = OwnerOnly.Open(System.IO.Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileShare.None);
            var folder = new OutFolder(path, @lock, isNew);
            if (new[] { folder._unfinished, folder.Links }.FirstOrDefault(f => new DirectoryInfo(f).LinkTarget is not null) is { } elsewhere)
            {
                // Scratch below it is cleared: that of another run, perhaps.
                throw new IOException($"A link in the place of a folder: '{elsewhere}'");
            }

            OwnerOnly.CreateFolder(folder._unfinished);
            folder.ClearScratch();
            OwnerOnly.CreateFolder(folder.Scratch);
            return folder;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            @lock?.Dispose();
            throw new MatchingInputException(
                "The folder cannot be written to, or another run is writing to it.", path, "Wait for that run to end, check the permissions, or name another folder.");
        }
    }

    /// <summary>True for a file of the folder that is of its own, or is cleared when it is opened.</summary>
    internal static bool IsCleared(string path) => path.EndsWith(UnfinishedEnd, StringComparison.Ordinal) || System.IO.Path.GetFileName(path) == LockFile;

    /// <summary>Where a result is written before it is published.</summary>
    internal string Unpublished(string name) => System.IO.Path.Combine(Path, name + UnfinishedEnd);

    /// <summary>Moves results to their names; those of a run before make room as one.</summary>
    /// <param name="names">Their names; all were written to <see cref="Unpublished"/>.</param>
    internal void Publish(IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            using var file = new FileStream(Unpublished(name), FileMode.Open, FileAccess.ReadWrite);
            file.Flush(flushToDisk: true);
        }

        File.Delete(Named(LastFile));
        foreach (var name in names.OrderBy(n => n == LastFile))
        {
            File.Move(Unpublished(name), Named(name), overwrite: true);
        }

        _published = true;

        string Named(string name) => System.IO.Path.Combine(Path, name);
    }

    /// <summary>Clears what no later run can use, and gives the folder free.</summary>
    public void Dispose()
    {
        ClearScratch();
        if (_published || !Directory.Exists(Links))
        {
            OwnerOnly.DeleteFolder(_unfinished);
        }

        if (_isNew && Directory.EnumerateFileSystemEntries(Path).All(e => System.IO.Path.GetFileName(e) == LockFile))
        {
            OwnerOnly.DeleteFolder(Path);
        }

        _lock.Dispose();
    }

    private void ClearScratch()
    {
        OwnerOnly.DeleteFolder(Scratch);
        foreach (var file in Directory.EnumerateFiles(Path, "*" + UnfinishedEnd))
        {
            File.Delete(file);
        }
    }
}
