using Linkage.Matching.Duck;

namespace Linkage.Matching.Files;

/// <summary>A DuckDB session with the files of a request in it, each a relation by the name of its dataset. A scratch folder of its own goes when it is disposed of.</summary>
internal sealed class FileSession : IDisposable
{
    private readonly ScratchFolder? _own;

    private FileSession(FileLinkRequest request, string? scratch)
    {
        Request = request;
        _own = scratch is null ? ScratchFolder.Make("link") : null;
        Scratch = scratch ?? _own!.Path;
        Files = request.Right is { } right ? [("left", Path.GetFullPath(request.Left)), ("right", Path.GetFullPath(right))] : [("left", Path.GetFullPath(request.Left))];
        try
        {
            Duck = DuckSession.Open(new DuckOptions
            {
                Threads = request.Threads,
                MemoryLimitMib = request.MemoryLimitMib,
                SpillDirectory = Scratch,
                PreserveInsertionOrder = false,
            });
        }
        catch
        {
            _own?.Dispose();
            throw;
        }
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
    internal string Scratch { get; }

    /// <summary>Opens a session and loads the files.</summary>
    /// <param name="request">What is to be linked.</param>
    /// <param name="scratch">An empty folder that someone else clears, or null to make and clear one.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <exception cref="MatchingInputException">A file cannot be read or lacks the record id.</exception>
    internal static FileSession Open(FileLinkRequest request, string? scratch, CancellationToken cancellationToken)
    {
        var session = new FileSession(request, scratch);
        try
        {
            foreach (var (dataset, path) in session.Files)
            {
                SourceFileLoader.Load(session.Duck, path, new SqlName(dataset), request.Id, session.Scratch, cancellationToken);
            }

            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Duck.Dispose();
        _own?.Dispose();
    }
}
