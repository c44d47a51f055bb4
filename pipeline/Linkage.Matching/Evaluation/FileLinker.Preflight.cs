using Linkage.Matching.Duck;
using Linkage.Matching.Inference;

namespace Linkage.Matching.Evaluation;

/// <content>What linking two files would take.</content>
public static partial class FileLinker
{
    /// <summary>Says what a request would take, without a link made or anything written. No value of a record is in the result.</summary>
    /// <param name="request">What would be linked.</param>
    /// <param name="progress">Told of every step; may be null.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <exception cref="MatchingInputException">A file, column, setting or the truth expression cannot be used.</exception>
    public static FilePreflight Preflight(FileLinkRequest request, IProgress<MatchingProgress>? progress, CancellationToken cancellationToken)
    {
        var settings = request.Settings is { } path ? LinkSettings.Load(path) : new LinkSettings();
        var scratch = Directory.CreateTempSubdirectory("linkage-link-");
        try
        {
            using var session = DuckSession.Open(new DuckOptions
            {
                Threads = request.Threads,
                MemoryLimitMib = request.MemoryLimitMib,
                SpillDirectory = scratch.FullName,
                PreserveInsertionOrder = false,
            });
            string[] files = request.Right is { } right ? [request.Left, right] : [request.Left];
            string[] datasets = files.Length == 1 ? ["left"] : ["left", "right"];
            foreach (var (file, dataset) in files.Zip(datasets))
            {
                SourceFileLoader.Load(session, Path.GetFullPath(file), new SqlName(dataset), request.Id, scratch.FullName, cancellationToken);
            }

            var truth = request.Truth is { } text ? TruthExpression.Parse(session, text, cancellationToken) : null;
            session.Lock(cancellationToken);
            var columns = Infer(session, request, settings, truth, datasets, cancellationToken);
            var inputs = datasets.Select(dataset => new LinkInput
            {
                Dataset = dataset,
                Relation = new SqlName(dataset),
                RecordIdColumn = request.Id,
                Columns = [.. columns.Where(c => c.Dataset == dataset && c.Meaning is not null).Select(c => new LinkColumn(c.Name, c.Meaning!.Value, c.Field))],
            }).ToList();
            using var run = Linker.Prepare(session, inputs, settings, progress, cancellationToken);
            return new FilePreflight(columns, run.Preflight(revealKeys: false, cancellationToken), run.Warnings);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }
}
