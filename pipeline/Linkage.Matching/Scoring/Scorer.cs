using System.Globalization;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;
using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>Weighs the candidate pairs by how common their values are and keeps those above the threshold, with the evidence of each field.</summary>
internal sealed class Scorer
{
    private readonly DuckSession _session;
    private readonly IReadOnlyList<Comparison> _comparisons;

    internal Scorer(DuckSession session, IReadOnlyList<Comparison> comparisons)
    {
        _session = session;
        _comparisons = comparisons;
    }

    /// <summary>Makes lnk_link from lnk_pattern and returns its rows.</summary>
    internal long Score(LinkModel model, PatternScorer scorer, IReadOnlyList<long> patterns, IReadOnlyList<string> ruleNames, CancellationToken cancellationToken)
    {
        AppendOdds(scorer, patterns, cancellationToken);
        var frequencies = new ValueFrequencies(_session, _comparisons, model);
        var place = _comparisons.Index().FirstOrDefault(c => c.Item.Name == PlaceComparison.Name);
        var key = place.Item is null ? "'person'" : $"CASE WHEN {LevelSql("s", place.Index)} = {PlaceComparison.SameUprn} THEN 'uprn' ELSE 'person' END";
        var levels = string.Concat(_comparisons.Index().Select(c => $", CAST({LevelSql("s", c.Index)} AS UTINYINT) AS {new SqlName("level_" + c.Item.Name)}"));
        _session.Execute(
            SqlStep.Load(typeof(Scorer), "links").With(
                [.. frequencies.Terms(cancellationToken), ("patterns", "lnk_pattern"), ("key", key),
                ("rule", $"({SqlName.LiteralList(ruleNames)})[s.rule + 1]"), ("levels", levels)]).Text,
            [scorer.Least],
            cancellationToken);
        frequencies.Drop(cancellationToken);
        _session.Execute("DROP TABLE lnk_odds", cancellationToken);
        return _session.Scalar<long>("SELECT count(*) FROM lnk_link", cancellationToken);
    }

    private static string LevelSql(string alias, int comparison) =>
        string.Create(CultureInfo.InvariantCulture, $"(({alias}.pattern >> {comparison * Comparison.BitsPerLevel}) & 15)");

    private void AppendOdds(PatternScorer scorer, IReadOnlyList<long> patterns, CancellationToken cancellationToken)
    {
        _session.Execute(SqlStep.Load(typeof(Scorer), "scored_patterns").Text, cancellationToken);
        using var appender = _session.Connection.CreateAppender("lnk_odds");
        foreach (var pattern in patterns)
        {
            // A household that is impossible is written as a very small number: SQL has no use for infinities here.
            var odds = scorer.Of(pattern);
            appender.CreateRow().AppendValue(pattern).AppendValue(odds.Match).AppendValue(Math.Max(odds.Household, -1e5)).AppendValue(odds.Unrelated).EndRow();
        }
    }
}
