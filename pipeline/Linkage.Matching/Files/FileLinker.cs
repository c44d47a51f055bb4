using Linkage.Matching.Evaluation;
using Linkage.Matching.Clustering.Incremental;

namespace Linkage.Matching.Files;

/// <summary>
/// Links any two files, or one with itself: loads, infers what the columns mean, links, clusters and measures. The session is locked before the user's
/// expression runs.
/// </summary>
public static class FileLinker
{
    /// <summary>Runs a request.</summary>
    /// <param name="request">What to link.</param>
    /// <param name="progress">Told of every step; may be null.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <exception cref="MatchingInputException">A file, column, setting or the truth expression cannot be used.</exception>
    public static FileLinkOutcome Link(FileLinkRequest request, IProgress<MatchingProgress>? progress, CancellationToken cancellationToken)
    {
        var settings = SettingsOf(request);
        using var spine = request.Spine is { } folder ? SpineFolder.Open(folder) : null;
        using var files = FileSession.Open(request, cancellationToken);
        return new FileLinkRun(files, settings, spine, progress).Link(cancellationToken);
    }

    /// <summary>Says what a request would take, without a link made or anything written. No value of a record is in the result.</summary>
    /// <param name="request">What would be linked.</param>
    /// <param name="progress">Told of every step; may be null.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <exception cref="MatchingInputException">A file, column, setting or the truth expression cannot be used.</exception>
    public static FilePreflight Preflight(FileLinkRequest request, IProgress<MatchingProgress>? progress, CancellationToken cancellationToken)
    {
        var settings = SettingsOf(request);
        using var files = FileSession.Open(request, cancellationToken);
        var truth = request.Truth is { } text ? TruthExpression.Parse(files.Duck, text, cancellationToken) : null;
        files.Duck.Lock(cancellationToken);
        var columns = FileColumns.Infer(files, settings, truth, cancellationToken);
        using var run = Linker.Prepare(files.Duck, FileColumns.Inputs(files, columns), settings, progress, cancellationToken);
        return new FilePreflight(columns, run.Preflight(revealKeys: false, cancellationToken), run.Warnings);
    }

    private static LinkSettings SettingsOf(FileLinkRequest request) => request.Settings is { } path ? LinkSettings.Load(path) : new LinkSettings();
}
