using Linkage.Matching.Duck;

namespace Linkage.Matching.Evaluation;

/// <summary>Says how good a linking run is: see <see cref="EvaluationResult"/>.</summary>
public static class Evaluator
{
    /// <summary>Evaluates a run. Set-based over its links; of records and links it holds a few numbers each.</summary>
    /// <param name="session">The session of the run, its tables still there.</param>
    /// <param name="run">The run. Completeness, unlinkable records, rules and lists of errors need <see cref="LinkSettings.KeepRecords"/>.</param>
    /// <param name="request">What to hold it against.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <exception cref="MatchingInputException">The threshold is not between 0 and 1, a record stands twice in the truth or the groups, or a column cannot be grouped by.</exception>
    public static EvaluationResult Evaluate(DuckSession session, LinkResult run, EvaluationRequest request, CancellationToken cancellationToken)
    {
        if (request.Threshold is not (> 0 and < 1))
        {
            throw new MatchingInputException("The threshold is not between 0 and 1.", "threshold", "Give a probability such as 0.95.");
        }

        using var tables = new EvaluationTables(session, run.Links, run.Records, run.Compared?.Datasets, request, cancellationToken);
        var truth = request.Truth is null ? null : PairQualityMeasure.OfTruth(tables, cancellationToken);
        return new EvaluationResult
        {
            Threshold = request.Threshold,
            Truth = truth,
            Labels = request.Labels is { } labels ? PairQualityMeasure.OfLabels(tables, labels, cancellationToken) : null,
            Clusters = truth is not null && request.Clusters is { } clusters ? ClusterMeasure.Measure(tables, clusters, cancellationToken) : null,
            ClusterShape = request.Clusters is { } shaped ? ClusterShapeMeasure.Measure(tables, shaped, cancellationToken) : null,
            Unlinkable = run.Compared is { } own ? KeptRecordMeasures.Unlinkable(own, request.CurvePoints, cancellationToken) : [],
            Completeness = run.Compared is { } complete ? KeptRecordMeasures.Completeness(complete) : [],
            Groups = truth is not null && request.Groups is { } groups ? GroupMeasure.Measure(tables, groups, cancellationToken) : [],
            Rules = run.Compared is { } ruled ? KeptRecordMeasures.Rules(tables, ruled, run.Blocking, cancellationToken) : [],
            Errors = truth is not null && run.Compared is { } wrong ? ErrorListing.Of(tables, wrong, cancellationToken) : null,
        };
    }
}
