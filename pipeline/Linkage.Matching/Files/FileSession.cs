using Linkage.Matching.Duck;

namespace Linkage.Matching.Files;

/// <summary>A DuckDB session with the files of a request in it, each a relation by the name of its dataset. Its scratch folder goes when it is disposed of.</summary>
internal sealed class FileSession : IDisposable
{
    private readonly DirectoryInfo _scratch;

    private FileSession(FileLinkRequest request, DirectoryInfo scratch)
    {
        (Request, _scratch) = (request, scratch);
        Files = request.Right is { } right ? [("left", Path.GetFullPath(request.Left)), ("right", Path.GetFullPath(right))] : [("left", Path.GetFullPath(request.Left))];
        Duck = DuckSession.Open(new DuckOptions
        {
            Threads = request.Threads,
            MemoryLimitMib = request.MemoryLimitMib,
            SpillDirectory = scratch.FullName,
            PreserveInsertionOrder = false,
        });
    }

    /// <summary>What is to be linked.</summary>
    internal FileLinkRequest Request { get; }

    /// <summary>The session; it may read files until it is locked.</summary>
    internal DuckSession Duck { get; }

    /// <summary>The files with their datasets, the left one first.</summary>
    internal IReadOnlyList<(string Dataset, string Path)> Files { get; }

    /// <summary>The datasets, the left one first.</summary>
    internal IReadOnlyList<string> Datasets => [.. Files.Select(f => f.Dataset)];

    /// <summary>A folder for copies that live no longer than the session.</summary>
    internal string Scratch => _scratch.FullName;

    /// <summary>Opens a session and loads the files.</summary>
    /// <exception cref="MatchingInputException">A file cannot be read or lacks the record id.</exception>
    internal static FileSession Open(FileLinkRequest request, CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateTempSubdirectory("linkage-link-");
        FileSession? session = null;
        try
        {
            session = new FileSession(request, scratch);
            foreach (var (dataset, path) in session.Files)
            {
                SourceFileLoader.Load(session.Duck, path, new SqlName(dataset), request.Id, session.Scratch, cancellationToken);
            }

            return session;
        }
        catch
        {
            session?.Duck.Dispose();
            scratch.Delete(recursive: true);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Duck.Dispose();
        _scratch.Delete(recursive: true);
    }
}
