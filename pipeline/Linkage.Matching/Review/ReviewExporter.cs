using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Review;

/// <summary>Puts the drawn pairs and their values side by side.</summary>
public static class ReviewExporter
{
    /// <summary>Draws a sample and writes it as a review folder.</summary>
    /// <param name="session">Holds links and records.</param>
    /// <param name="links">Links as in <see cref="LinkResult.Links"/>.</param>
    /// <param name="inputs">The inputs of the run.</param>
    /// <param name="comparisons">What the level columns say.</param>
    /// <param name="run">What the run is known by.</param>
    /// <param name="settings">Which pairs.</param>
    /// <param name="folder">The folder to make; must not be there, or be empty.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <exception cref="MatchingInputException">There are no pairs, a record is not in the inputs, or the folder is not empty.</exception>
    public static ReviewFolder Export(
        DuckSession session,
        SqlName links,
        IReadOnlyList<LinkInput> inputs,
        IReadOnlyList<ReviewComparison> comparisons,
        ReviewRun run,
        ReviewSettings settings,
        string folder,
        CancellationToken cancellationToken)
    {
        ReviewFolder.RequireEmpty(folder);
        var strata = ReviewSampler.Draw(session, links, settings, cancellationToken);
        var levels = comparisons.Where(c => ReviewSampler.LevelColumns(session, new SqlName("lnk_review_pair"), cancellationToken).Contains("level_" + c.Name)).ToList();
        var drawn = session.Query(
            $"SELECT number, left_dataset, left_id, right_dataset, right_id, stratum, match_weight, match_probability{string.Concat(levels.Select(l => $", CAST({new SqlName("level_" + l.Name)} AS INTEGER)"))} FROM lnk_review_pair ORDER BY number",
            r => (
                Score: new ReviewScore(r.GetInt32(0), r.GetInt32(5), r.GetDouble(6), r.GetDouble(7)),
                Left: new ReviewRecord(r.GetString(1), r.GetString(2)),
                Right: new ReviewRecord(r.GetString(3), r.GetString(4)),
                Levels: levels.Select((l, i) => new ReviewLevel(l.Name, r.IsDBNull(8 + i) ? 0 : r.GetInt32(8 + i))).ToList()),
            cancellationToken);

        // A house number is part of the address that is shown already.
        var fields = RecordFields.Of(inputs).Where(f => f.Column != "hn").ToList();
        var left = Values(session, "left", inputs, fields, drawn.Count, cancellationToken);
        var right = Values(session, "right", inputs, fields, drawn.Count, cancellationToken);
        session.Execute("DROP TABLE lnk_review_pair", cancellationToken);
        var pairs = drawn.Select((d, i) => new ReviewPair(
            d.Score.Number,
            d.Left,
            d.Right,
            [.. fields.Select((f, k) => new ReviewField(f.Field, left[i][k].Value, right[i][k].Value, left[i][k].Length, right[i][k].Length))],
            d.Levels));
        return ReviewFolder.Create(
            folder,
            run,
            settings.Seed,
            levels,
            new ReviewPairs(ReviewManifest.CurrentFormat, [.. pairs]),
            new ReviewScores(ReviewManifest.CurrentFormat, settings.Threshold, strata, [.. drawn.Select(d => d.Score)]));
    }

    /// <summary>The values of one side, by pair and field.</summary>
    private static (string? Value, long? Length)[][] Values(
        DuckSession session, string side, IReadOnlyList<LinkInput> inputs, IReadOnlyList<RecordField> fields, int pairs, CancellationToken cancellationToken)
    {
        var values = new (string? Value, long? Length)[pairs][];
        foreach (var input in inputs)
        {
            var shown = fields.Select(f => Shown([.. input.Columns.Where(f.TakesFrom)])).ToList();
            var columns = shown.SelectMany(s => new[] { $"left({s}, {ReviewField.MostCharacters})", $"length({s})" });
            session.Read(
                $"SELECT p.number, {string.Join(", ", columns)} FROM lnk_review_pair p JOIN {input.Relation} t ON CAST(t.{new SqlName(input.RecordIdColumn)} AS VARCHAR) = p.{side}_id "
                    + $"WHERE p.{side}_dataset = {SqlName.Literal(input.Dataset)}",
                r => values[r.GetInt32(0) - 1] =
                [
                    .. fields.Select((_, k) => r.IsDBNull(1 + (2 * k))
                        ? ((string?)null, (long?)null)
                        : (r.GetString(1 + (2 * k)), r.GetInt64(2 + (2 * k)) is > ReviewField.MostCharacters and var length ? length : null)),
                ],
                cancellationToken);
        }

        return values.Count(v => v is null) is > 0 and var missing
            ? throw new MatchingInputException($"{missing} records of the pairs are not in the files.", $"the {side} side of the links", "Give the files that were linked, as they were then.")
            : values;
    }

    private static string Shown(IReadOnlyList<LinkColumn> columns) =>
        columns.Count == 0
            ? "CAST(NULL AS VARCHAR)"
            : $"nullif(concat_ws(' ', {string.Join(", ", columns.Select(c => $"nullif(trim(CAST(t.{new SqlName(c.Name)} AS VARCHAR)), '')"))}), '')";
}
