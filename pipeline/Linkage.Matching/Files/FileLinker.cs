using Linkage.Matching.Clustering.Incremental;
using Linkage.Matching.Evaluation;

namespace Linkage.Matching.Files;

/// <summary>
/// Links any two files, or one with itself: loads, infers what the columns mean, links, clusters and measures. The session is locked before the user's
/// expression runs. With a folder for the results links are streamed to it while pairs are compared, and a run that was stopped goes on where it was.
/// </summary>
public static class FileLinker
{
    /// <summary>Runs a request.</summary>
    /// <param name="request">What to link.</param>
    /// <param name="progress">Told of every step; may be null.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <exception cref="MatchingInputException">
    /// A file, column, setting or the truth expression cannot be used; or a result would be written over a file that is read; or the folder for results is in use, or holds the unfinished links of other arguments.
    /// </exception>
    public static FileLinkOutcome Link(FileLinkRequest request, IProgress<MatchingProgress>? progress, CancellationToken cancellationToken)
    {
        if (request is { OnlyNew: true, Spine: null })
        {
            throw new MatchingInputException("What is new can only be told from a run before, and no spine folder keeps one.", "--only-new", "Give --spine DIR as well, as in the run before.");
        }

        var settings = SettingsOf(request);
        FileTargets.RefuseInputs(request, settings);
        using var spine = request.Spine is { } persons ? SpineFolder.Open(persons) : null;
        using var folder = request.Out is { } results ? OutFolder.Open(results) : null;
        using var files = FileSession.Open(request, folder?.Scratch, cancellationToken);
        return new FileLinkRun(files, settings, folder, spine, progress).Link(cancellationToken);
    }

    /// <summary>Says what a request would take, without a link made or anything written. No value of a record is in the result.</summary>
    /// <param name="request">What would be linked.</param>
    /// <param name="progress">Told of every step; may be null.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <exception cref="MatchingInputException">A file, column, setting or the truth expression cannot be used.</exception>
    public static FilePreflight Preflight(FileLinkRequest request, IProgress<MatchingProgress>? progress, CancellationToken cancellationToken)
    {
        var settings = SettingsOf(request);
        FileTargets.RefuseInputs(request, settings);
        using var files = FileSession.Open(request, null, cancellationToken);
        var truth = request.Truth is { } text ? TruthExpression.Parse(files.Duck, text, cancellationToken) : null;
        files.Duck.Lock(cancellationToken);
        var columns = FileColumns.Infer(files, settings, truth, cancellationToken);
        using var run = Linker.Prepare(files.Duck, FileColumns.Inputs(files, columns), settings, progress, cancellationToken);
        return new FilePreflight(columns, run.Preflight(revealKeys: false, cancellationToken), run.Warnings);
    }

    private static LinkSettings SettingsOf(FileLinkRequest request) => request.Settings is { } path ? LinkSettings.Load(path) : new LinkSettings();
}
