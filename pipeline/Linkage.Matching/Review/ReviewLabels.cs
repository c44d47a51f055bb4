using Linkage.Matching.Duck;

namespace Linkage.Matching.Review;

/// <summary>The end of a review: labels in the form training and evaluation read, and the whole story of each pair.</summary>
public static class ReviewLabels
{
    /// <summary>
    /// Writes <c>labels.parquet</c> and <c>labels.csv</c> (left_dataset, left_id, right_dataset, right_id, is_match), without unsure and open pairs, and
    /// <c>decisions.parquet</c>, one row a pair, with who said what and when, and how many pairs of the run it stands for. Files of an earlier call are replaced.
    /// </summary>
    /// <param name="review">The review.</param>
    /// <param name="outcomes">What became of its pairs.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <returns>The files' paths.</returns>
    public static IReadOnlyList<string> Write(ReviewFolder review, IReadOnlyList<ReviewOutcome> outcomes, CancellationToken cancellationToken)
    {
        using var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 512 });
        session.Execute(SqlStep.Load(typeof(ReviewLabels), "review_decisions").Text, cancellationToken);
        using (var appender = session.Connection.CreateAppender("lnk_review_decision"))
        {
            foreach (var outcome in outcomes)
            {
                var pair = review.Pairs[outcome.Pair - 1];
                var score = review.Scores.Pairs[outcome.Pair - 1];
                var row = appender.CreateRow();
                row.AppendValue(outcome.Pair).AppendValue(pair.Left.Dataset).AppendValue(pair.Left.Id).AppendValue(pair.Right.Dataset).AppendValue(pair.Right.Id);
                _ = outcome.Label is null or ReviewLabel.Unsure ? row.AppendNullValue() : row.AppendValue(outcome.Label == ReviewLabel.Match);
                row.AppendValue(Word(outcome.Settlement));
                foreach (var decision in new[] { outcome.First, outcome.Second, outcome.Adjudicated })
                {
                    _ = decision is null ? row.AppendNullValue() : row.AppendValue(decision.Reviewer);
                    _ = decision is null ? row.AppendNullValue() : row.AppendValue(Word(decision.Label));
                    _ = decision is null ? row.AppendNullValue() : row.AppendValue(decision.At.UtcDateTime);
                }

                var stratum = review.Scores.Strata[score.Stratum];
                row.AppendValue(score.Stratum).AppendValue(stratum.Weight).AppendValue(score.MatchWeight).AppendValue(score.MatchProbability).EndRow();
            }
        }

        const string Labels = "SELECT left_dataset, left_id, right_dataset, right_id, is_match FROM lnk_review_decision WHERE is_match IS NOT NULL ORDER BY pair";
        return
        [
            Copy(Labels, "labels.parquet", "FORMAT parquet, COMPRESSION zstd"),
            Copy(Labels, "labels.csv", "FORMAT csv, HEADER"),
            Copy("SELECT * FROM lnk_review_decision ORDER BY pair", "decisions.parquet", "FORMAT parquet, COMPRESSION zstd"),
        ];

        string Copy(string query, string name, string how)
        {
            var target = Path.Combine(review.Path, name);
            var temporary = target + ".tmp";
            try
            {
                session.Execute($"COPY ({query}) TO {SqlName.Literal(temporary)} ({how})", cancellationToken);
                OwnerOnly.Close(temporary);
                File.Move(temporary, target, overwrite: true);
            }
            finally
            {
                File.Delete(temporary);
            }

            return target;
        }
    }

    /// <summary>The settled labels by pair number, true for a match; unsure and open pairs left out.</summary>
    public static IReadOnlyDictionary<int, bool> Decided(IEnumerable<ReviewOutcome> outcomes) =>
        outcomes.Where(o => o.Label is ReviewLabel.Match or ReviewLabel.NoMatch).ToDictionary(o => o.Pair, o => o.Label == ReviewLabel.Match);

    /// <summary>A label as files write it.</summary>
    internal static string Word(ReviewLabel label) => label switch
    {
        ReviewLabel.Match => "match",
        ReviewLabel.NoMatch => "no_match",
        ReviewLabel.Unsure => "unsure",
    };

    private static string Word(ReviewSettlement settlement) => settlement switch
    {
        ReviewSettlement.Agreed => "agreed",
        ReviewSettlement.Adjudicated => "adjudicated",
        ReviewSettlement.OneReviewer => "one_reviewer",
        ReviewSettlement.Open => "open",
    };
}
