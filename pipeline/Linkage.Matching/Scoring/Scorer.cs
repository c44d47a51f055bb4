using System.Globalization;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;

namespace Linkage.Matching.Scoring;

/// <summary>Weighs the candidate pairs by how common their values are and keeps those above the threshold, with the evidence of each field.</summary>
internal sealed class Scorer : IDisposable
{
    private readonly DuckSession _session;
    private readonly IReadOnlyList<PairModel> _models;
    private readonly ValueFrequencies _frequencies;
    private readonly string _links;

    internal Scorer(DuckSession session, IReadOnlyList<Comparison> comparisons, IReadOnlyList<PairModel> models, IReadOnlyList<string> ruleNames, CancellationToken cancellationToken)
    {
        (_session, _models) = (session, models);
        _frequencies = new ValueFrequencies(session, comparisons, [.. models.Select(m => m.Model)]);
        var place = comparisons.Index().FirstOrDefault(c => c.Item.Name == PlaceComparison.Name);
        var key = place.Item is null ? "'person'" : $"CASE WHEN {LevelSql("s", place.Index)} = {PlaceComparison.SameUprn} THEN 'uprn' ELSE 'person' END";
        var levels = string.Concat(comparisons.Index().Select(c => $", CAST({LevelSql("s", c.Index)} AS UTINYINT) AS {new SqlName("level_" + c.Item.Name)}"));
        _links = SqlStep.Load(typeof(Scorer), "links").With(
            [.. _frequencies.Terms(cancellationToken), ("patterns", "lnk_pattern"), ("key", key), ("rule", $"({SqlName.LiteralList(ruleNames)})[s.rule + 1]"), ("levels", levels)]).Text;
    }

    /// <summary>Makes lnk_link from lnk_pattern, which it drops, and returns its rows.</summary>
    internal long Score(IReadOnlyList<(int Model, long Pattern)> patterns, CancellationToken cancellationToken)
    {
        AppendOdds(patterns, cancellationToken);
        _session.Execute(_links, [_models[0].Scorer.Least], cancellationToken);
        _session.Execute("DROP TABLE lnk_odds; DROP TABLE lnk_pattern", cancellationToken);
        return _session.Scalar<long>("SELECT count(*) FROM lnk_link", cancellationToken);
    }

    /// <summary>Drops the frequencies.</summary>
    public void Dispose() => _frequencies.Drop(CancellationToken.None);

    private static string LevelSql(string alias, int comparison) =>
        string.Create(CultureInfo.InvariantCulture, $"(({alias}.pattern >> {comparison * Comparison.BitsPerLevel}) & 15)");

    private void AppendOdds(IReadOnlyList<(int Model, long Pattern)> patterns, CancellationToken cancellationToken)
    {
        _session.Execute(SqlStep.Load(typeof(Scorer), "scored_patterns").Text, cancellationToken);
        using var appender = _session.Connection.CreateAppender("lnk_odds");
        foreach (var (model, pattern) in patterns)
        {
            // A household that is impossible is written as a very small number: SQL has no use for infinities here.
            var odds = _models[model].Scorer.Of(pattern);
            appender.CreateRow().AppendValue((short)model).AppendValue(pattern).AppendValue(odds.Match).AppendValue(Math.Max(odds.Household, -1e5)).AppendValue(odds.Unrelated).EndRow();
        }
    }
}
