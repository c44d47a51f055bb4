using Linkage.Matching.Evaluation;
using Linkage.Matching.Files;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>link --json</c> prints; <c>schemas/formats/link-output.schema.json</c>.</summary>
/// <param name="Records">Records of both files.</param>
/// <param name="PairsCompared">Pairs of records compared.</param>
/// <param name="Links">Links at or above the threshold.</param>
/// <param name="Clusters">Clusters of two records or more.</param>
/// <param name="Best">The best F1 of all thresholds, picked with the truth in hand; absent without a truth.</param>
/// <param name="At95">Quality at match probability 0.95; absent without a truth.</param>
/// <param name="Seconds">Wall seconds by step, and their <c>total</c>.</param>
/// <param name="PeakMib">Peak resident memory in MiB.</param>
/// <param name="TruePairs">Pairs of records of one entity that could be linked; absent without a truth.</param>
/// <param name="TruePairsCompared">How many of them were compared and not ruled out; absent without a truth.</param>
/// <param name="Columns">What each column was taken for, and why.</param>
/// <param name="Warnings">What a person should know.</param>
/// <param name="Out">Folder of what was written.</param>
/// <param name="Spine">The persons carried on from the run before; absent without <c>--spine</c>.</param>
/// <param name="Report">The report written; absent when none was asked for.</param>
/// <param name="Evaluation">Everything that was measured, wrong and missed pairs by their ids only with <c>--report-identifiers</c>; absent without a truth and without labels.</param>
internal sealed record LinkDocument(
    long Records,
    long PairsCompared,
    long Links,
    long Clusters,
    Quality? Best,
    Quality? At95,
    IReadOnlyDictionary<string, double> Seconds,
    double PeakMib,
    long? TruePairs,
    long? TruePairsCompared,
    IReadOnlyList<LinkDocument.Column> Columns,
    IReadOnlyList<string> Warnings,
    string? Out,
    FileLinkSpine? Spine,
    string? Report,
    EvaluationResult? Evaluation)
{
    /// <summary>Shapes a result for printing.</summary>
    public static LinkDocument Of(FileLinkRequest request, FileLinkOutcome outcome)
    {
        var result = outcome.Result;
        var seconds = result.Seconds.ToDictionary(s => s.Key, s => Math.Round(s.Value, 3), StringComparer.Ordinal);
        seconds["total"] = Math.Round(result.Seconds.Values.Sum(), 3);
        return new LinkDocument(
            result.Records,
            result.PairsCompared,
            result.Links,
            result.Clusters,
            result.Best,
            result.At95,
            seconds,
            result.PeakMib,
            outcome.Evaluation?.TruePairs,
            outcome.Evaluation?.TruePairsFound,
            [.. outcome.Columns.Select(c => new Column(c.Dataset, c.Name, c.Meaning?.ToString(), c.Reason))],
            outcome.Run.Warnings,
            request.Out,
            result.Spine,
            request.Report,
            request.ReportShowsIdentifiers ? outcome.Measured : WithoutIds(outcome.Measured));
    }

    // A scheduler keeps what is printed: single pairs are named for those only who asked for identifiers.
    private static EvaluationResult? WithoutIds(EvaluationResult? measured) =>
        measured?.Errors is { } errors ? measured with { Errors = errors with { FalsePositives = [], FalseNegatives = [], NotBlocked = [] } } : measured;

    /// <summary>What one column was taken for.</summary>
    /// <param name="File">left or right.</param>
    /// <param name="Name">Column name.</param>
    /// <param name="Meaning">The meaning; absent when the column is not used.</param>
    /// <param name="Reason">Why.</param>
    internal sealed record Column(string File, string Name, string? Meaning, string Reason);
}
