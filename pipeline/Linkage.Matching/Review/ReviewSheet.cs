using System.Text;
using Linkage.Matching.Duck;
using Linkage.Matching.Files;

namespace Linkage.Matching.Review;

/// <summary>
/// The pairs as a CSV sheet, for those who cannot use the terminal screen: a person fills the column <c>label</c>. Values that a spreadsheet would take for a formula
/// are made plain text, and control characters are spelled out.
/// </summary>
public static class ReviewSheet
{
    private const string LabelColumn = "label";

    // What a spreadsheet takes for the beginning of a formula; the wide forms in some languages.
    private const string FormulaSigns = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";
    private const string Words = "match, no match or unsure (or m, n, u)";

    /// <summary>Writes the sheet, readable by its owner only.</summary>
    /// <param name="review">The review.</param>
    /// <param name="pairs">Numbers of the pairs to write.</param>
    /// <param name="labels">Labels that stand already.</param>
    /// <param name="path">The file to make; must not be there.</param>
    /// <exception cref="MatchingInputException">The file is there already.</exception>
    public static void Write(ReviewFolder review, IEnumerable<int> pairs, IReadOnlyDictionary<int, ReviewDecision> labels, string path)
    {
        if (Path.Exists(path))
        {
            throw new MatchingInputException("The file is there already.", path, "Name a new file; a filled sheet is never written over.");
        }

        var text = new StringBuilder();
        var fields = review.Pairs[0].Fields.Select(f => f.Name).ToList();
        Line(text, ["review", "pair", LabelColumn, .. fields.Select(Safe).SelectMany(f => new[] { f + " (left)", f + " (right)" })]);
        foreach (var pair in pairs.Select(p => review.Pairs[p - 1]))
        {
            Line(
                text,
                [
                    Mark(review),
                    pair.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    labels.TryGetValue(pair.Number, out var decision) ? ReviewLabels.Word(decision.Label).Replace('_', ' ') : string.Empty,
                    .. pair.Fields.SelectMany(f => new[] { Safe(f.Left), Safe(f.Right) }),
                ]);
        }

        OwnerOnly.WriteNew(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true).GetPreamble().Concat(Encoding.UTF8.GetBytes(text.ToString())).ToArray());
    }

    /// <summary>Reads the labels of a filled sheet.</summary>
    /// <param name="review">The review it must be of.</param>
    /// <param name="path">The sheet: any usual delimiter and encoding.</param>
    /// <param name="cancellationToken">Interrupts the reading.</param>
    /// <returns>The label by pair number; rows without one are left out.</returns>
    /// <exception cref="MatchingInputException">It is of another review, has no such columns, or a row cannot be understood. No value is quoted.</exception>
    public static IReadOnlyDictionary<int, ReviewLabel> Read(ReviewFolder review, string path, CancellationToken cancellationToken)
    {
        using var scratch = ScratchFolder.Make("sheet");
        using var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 1024 });
        var table = new SqlName("sheet");
        SourceFileLoader.Load(session, path, table, "pair", scratch.Path, cancellationToken);
        if (!SourceFileLoader.Columns(session, table, cancellationToken).ToHashSet().IsSupersetOf(["review", LabelColumn]))
        {
            throw new MatchingInputException("The sheet has no columns 'review' and 'label'.", path, "Fill a sheet that 'linkage review sheet' wrote, and leave its columns as they are.");
        }

        var labels = new Dictionary<int, ReviewLabel>();
        var line = 1;
        foreach (var (mark, pair, said) in session.Query("SELECT trim(CAST(review AS VARCHAR)), TRY_CAST(trim(pair) AS INTEGER), lower(trim(CAST(label AS VARCHAR))) FROM sheet", r => (Text(r, 0), r.IsDBNull(1) ? 0 : r.GetInt32(1), Text(r, 2)), cancellationToken))
        {
            line++;
            if (mark.Length == 0 && pair == 0 && said.Length == 0)
            {
                continue;
            }

            if (mark != Mark(review))
            {
                throw new MatchingInputException("The sheet is of another review, of another run or another sample.", $"{path}, record {line}", "Labels count only for the pairs they were given on; use the sheet with its own review folder.");
            }

            if (pair < 1 || pair > review.Pairs.Count)
            {
                throw new MatchingInputException("There is no such pair in the review.", $"{path}, record {line}, column pair", "Leave the column 'pair' as it was written.");
            }

            if (said.Length > 0 && !labels.TryAdd(pair, Label(said) ?? throw new MatchingInputException("The label is not understood.", $"{path}, record {line}, column label", $"Write {Words}, or leave it empty.")))
            {
                throw new MatchingInputException("A pair is labelled twice.", $"{path}, record {line}", "Keep one row a pair.");
            }
        }

        return labels;
    }

    /// <summary>The review's mark in a sheet; begins with a letter, so that no spreadsheet takes it for a number.</summary>
    private static string Mark(ReviewFolder review) => "review-" + review.Digest[..16];

    private static string Text(System.Data.Common.DbDataReader row, int column) => row.IsDBNull(column) ? string.Empty : row.GetString(column);

    private static ReviewLabel? Label(string said) => said.Replace('_', ' ') switch
    {
        "m" or "match" => ReviewLabel.Match,
        "n" or "no match" => ReviewLabel.NoMatch,
        "u" or "unsure" => ReviewLabel.Unsure,
        _ => null,
    };

    private static string Safe(string? value)
    {
        var plain = VisibleText.Of(value ?? string.Empty);
        return plain.Length > 0 && FormulaSigns.Contains(plain[0], StringComparison.Ordinal) ? "'" + plain : plain;
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) =>
        text.AppendJoin(',', cells.Select(c => $"\"{c.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append("\r\n");
}
