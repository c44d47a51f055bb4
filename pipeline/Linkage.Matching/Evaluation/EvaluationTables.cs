using System.Globalization;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Evaluation;

/// <summary>Records and links by number, and which datasets were paired, for the parts of an evaluation. Its tables go when it is disposed of.</summary>
internal sealed class EvaluationTables : IDisposable
{
    private static readonly string[] Tables =
        ["lnk_eval_record", "lnk_eval_link", "lnk_eval_label", "lnk_quality", "lnk_eval_node", "lnk_eval_entity", "lnk_eval_value", "lnk_eval_shown", "lnk_eval_group"];

    private readonly CancellationToken _cancellationToken;

    internal EvaluationTables(DuckSession session, SqlName links, SqlName records, IReadOnlyList<string>? datasets, EvaluationRequest request, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        (Session, Request) = (session, request);
        if (request.Truth is { } truth)
        {
            RefuseRepeated(truth, "truth");
        }

        Datasets = datasets ?? session.Query($"SELECT DISTINCT dataset FROM {records} ORDER BY dataset", r => r.GetString(0), cancellationToken);
        Permitted = PermittedSql(Datasets, request.PermittedPairs);
        Run("eval_records", ("records", records.ToString()), ("truth", request.Truth?.ToString() ?? $"(SELECT dataset, record_id, NULL::VARCHAR AS entity FROM {records} WHERE false)"));
        Run("eval_links", ("links", links.ToString()));
        Threshold = string.Create(CultureInfo.InvariantCulture, $"{request.Threshold:R}::DOUBLE");
    }

    internal DuckSession Session { get; }

    internal EvaluationRequest Request { get; }

    internal IReadOnlyList<string> Datasets { get; }

    /// <summary>The permitted pairs of datasets as a relation of l and r, both ways round.</summary>
    internal string Permitted { get; }

    /// <summary>The fixed threshold as SQL.</summary>
    internal string Threshold { get; }

    /// <summary>The permitted pairs of datasets as a relation of l and r, both ways round.</summary>
    internal static string PermittedSql(IReadOnlyList<string> datasets, IReadOnlyList<DatasetPair>? pairs)
    {
        var permitted = PermittedPairs.Of(datasets, pairs);
        var rows = datasets.Index().SelectMany(l => datasets.Index().Where(r => permitted.Allows(l.Index, r.Index)).Select(r => $"({SqlName.Literal(l.Item)}, {SqlName.Literal(r.Item)})")).ToList();
        return rows.Count == 0 ? "(SELECT '' AS l, '' AS r WHERE false)" : $"(SELECT * FROM (VALUES {string.Join(", ", rows)}) AS v(l, r))";
    }

    /// <summary>Runs a step that makes a table.</summary>
    internal void Run(string step, params IEnumerable<(string Placeholder, string Fragment)> fragments) =>
        Session.Execute(SqlStep.Load(typeof(EvaluationTables), step).With(fragments).Text, _cancellationToken);

    /// <summary>The text of a step that reads.</summary>
    internal static string Text(string step, params IEnumerable<(string Placeholder, string Fragment)> fragments) => SqlStep.Load(typeof(EvaluationTables), step).With(fragments).Text;

    /// <summary>Refuses a relation with a record in it twice.</summary>
    internal void RefuseRepeated(SqlName relation, string where)
    {
        var repeated = Session.Scalar<long>($"SELECT count(*) FROM (SELECT 1 FROM {relation} GROUP BY dataset, record_id HAVING count(*) > 1)", _cancellationToken);
        if (repeated > 0)
        {
            throw new MatchingInputException(string.Create(CultureInfo.InvariantCulture, $"{repeated} records stand in it more than once."), where, "Give one row a record.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var table in Tables)
        {
            Session.Execute($"DROP TABLE IF EXISTS {table}", CancellationToken.None);
        }
    }
}
