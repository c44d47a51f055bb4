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
        return InSession(request, (session, scratch) =>
        {
            var datasets = LoadFiles(session, request, scratch, cancellationToken);
            var truth = request.Truth is { } text ? TruthExpression.Parse(session, text, cancellationToken) : null;
            session.Lock(cancellationToken);
            var columns = Infer(session, request, settings, truth, datasets, cancellationToken);
            using var run = Linker.Prepare(session, Inputs(request, datasets, columns), settings, progress, cancellationToken);
            return new FilePreflight(columns, run.Preflight(revealKeys: false, cancellationToken), run.Warnings);
        });
    }
}
