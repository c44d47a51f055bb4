using Linkage.Matching.Evaluation;
using Linkage.Matching.Inference;

namespace Linkage.Matching.Files;

/// <summary>What linking two files gave, with what a person wants to know beyond the figures.</summary>
public sealed record FileLinkOutcome
{
    /// <summary>The figures; serialised, the JSON object of <c>linkage link --json</c>.</summary>
    public required FileLinkResult Result { get; init; }

    /// <summary>What each column was taken for.</summary>
    public required IReadOnlyList<InferredColumn> Columns { get; init; }

    /// <summary>The linking run: blocking counts, model, warnings.</summary>
    public required LinkResult Run { get; init; }

    /// <summary>The evaluation with its counts; null without a truth.</summary>
    public required LinkEvaluation? Evaluation { get; init; }

    /// <summary>Everything that was measured; null without a truth and without labels.</summary>
    public required EvaluationResult? Measured { get; init; }
}
