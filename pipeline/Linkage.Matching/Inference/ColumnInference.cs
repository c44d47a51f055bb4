using System.Globalization;
using Linkage.Matching.Duck;
using Linkage.Matching.Files;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Inference;

/// <summary>Infers what each column of a file means, from its name first and its content second. Needs the normalising macros in the session.</summary>
internal static class ColumnInference
{
    /// <summary>Infers the columns of one table.</summary>
    internal static IReadOnlyList<InferredColumn> Infer(DuckSession session, string dataset, SqlName table, IReadOnlyDictionary<string, string> excluded, CancellationToken cancellationToken)
    {
        var inferred = new List<InferredColumn>();
        foreach (var name in SourceFileLoader.Columns(session, table, cancellationToken))
        {
            inferred.Add(excluded.TryGetValue(name, out var why)
                ? new InferredColumn(dataset, name, null, null, why)
                : ColumnNames.IsRecordNumbering(name) && ColumnNames.MeaningOf(name) is null
                    ? new InferredColumn(dataset, name, null, null, "its name says that it numbers records, which is no evidence")
                    : Named(session, dataset, table, name, cancellationToken)
                        ?? FromContent(dataset, name, Statistics(session, table, name, cancellationToken)));
        }

        // With forename and surname apart, a whole name adds nothing.
        return inferred.Any(c => c.Meaning == FieldMeaning.Forename) && inferred.Any(c => c.Meaning == FieldMeaning.Surname)
            ? [.. inferred.Select(c => c.Meaning == FieldMeaning.FullName ? c with { Meaning = null, Reason = "forename and surname are there already" } : c)]
            : inferred;
    }

    /// <summary>Leaves general fields out that only one of the files has: there is nothing to compare them with.</summary>
    internal static IReadOnlyList<InferredColumn> KeepShared(IReadOnlyList<InferredColumn> columns, int files)
    {
        var shared = columns.Where(c => c.Field is not null).GroupBy(c => c.Field!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.Ordinal);
        return
        [
            .. columns.Select(c => c.Field is null || files == 1
                ? c
                : shared[c.Field] is var same && same.Select(x => x.Dataset).Distinct().Count() < files
                    ? c with { Meaning = null, Field = null, Reason = "only one file has it" }
                    : c with { Meaning = same[0].Meaning }),
        ];
    }

    private static InferredColumn? Named(DuckSession session, string dataset, SqlName table, string name, CancellationToken cancellationToken)
    {
        if (ColumnNames.MeaningOf(name) is not { } meaning)
        {
            return null;
        }

        return meaning == FieldMeaning.Postcode && Statistics(session, table, name, cancellationToken) is var s && s.Values > 0 && s.Postcodes < s.Values / 2
            ? Used(dataset, name, FieldMeaning.PlaceCode, "by its name; its values are no United Kingdom postcodes, so it is a code of a place")
            : Used(dataset, name, meaning, "by its name");
    }

    private static InferredColumn Used(string dataset, string name, FieldMeaning meaning, string reason) =>
        new(dataset, name, meaning, RecordFields.IsGeneral(meaning) ? ColumnNames.Plain(name) : null, reason);

    private static InferredColumn FromContent(string dataset, string name, ColumnStatistics s)
    {
        InferredColumn Use(FieldMeaning meaning, string reason) => Used(dataset, name, meaning, reason);
        InferredColumn Leave(string reason) => new(dataset, name, null, null, reason);

        return s switch
        {
            { Values: 0 } when s.Rows > 0 => Leave("it has no values"),
            { Distinct: 1 } => Leave("it has one value throughout"),
            _ when s.Emails > s.Values * .8 => Use(FieldMeaning.Email, "its values are email addresses"),
            _ when s.Postcodes > s.Values * .8 => Use(FieldMeaning.Postcode, "its values are postcodes"),
            _ when s.Decimals > s.Values * .5 => Leave("its values are measures, not marks of a person"),
            _ when s.Distinct > s.Values * .999 && s.Values > 50 => Leave("every value occurs once, so it would agree with nothing"),
            _ when s.Digits > s.Values * .8 => Use(FieldMeaning.Code, "its values are numbers"),
            { Distinct: <= 30 } or { AverageLength: <= 4 } => Use(FieldMeaning.Code, string.Create(CultureInfo.InvariantCulture, $"it has {s.Distinct} different values")),
            _ when s.Dates > s.Values * .8 => Use(FieldMeaning.Code, "its values are dates, compared as codes"),
            _ => Use(FieldMeaning.Text, "its values are text"),
        };
    }

    private static ColumnStatistics Statistics(DuckSession session, SqlName table, string column, CancellationToken cancellationToken) =>
        session.Query(
            SqlStep.Load(typeof(ColumnInference), "column_statistics").With(("column", new SqlName(column).ToString()), ("table", table.ToString())).Text,
            r => new ColumnStatistics(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6), r.GetInt64(7), r.GetDouble(8)),
            cancellationToken)[0];

    private sealed record ColumnStatistics(long Rows, long Values, long Distinct, long Emails, long Postcodes, long Digits, long Decimals, long Dates, double AverageLength);
}
