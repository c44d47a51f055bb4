using System.Globalization;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;
using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>Scores the compared pairs by pattern and keeps those above the threshold, with the evidence of each field.</summary>
internal sealed class Scorer
{
    /// <summary>How much rarer than average the rarest value can make an agreement, in natural logarithms; only then is a pattern worth a look.</summary>
    private const double MostRarity = 14;

    private readonly DuckSession _session;
    private readonly IReadOnlyList<Comparison> _comparisons;

    internal Scorer(DuckSession session, IReadOnlyList<Comparison> comparisons)
    {
        _session = session;
        _comparisons = comparisons;
    }

    internal long Score(LinkModel model, IReadOnlyList<PatternCount> patterns, IReadOnlyList<string> ruleNames, LinkSettings settings, long records, long possiblePairs, CancellationToken cancellationToken)
    {
        var least = settings.MinimumProbability <= 0 ? -1e6 : Math.Log(settings.MinimumProbability / Math.Max(1e-15, 1 - settings.MinimumProbability));
        AppendOdds(model, patterns, least, records, possiblePairs, cancellationToken);
        var frequencies = new ValueFrequencies(_session, _comparisons, model);
        var place = _comparisons.Index().FirstOrDefault(c => c.Item.Name == PlaceComparison.Name);
        var key = place.Item is null ? "'person'" : $"CASE WHEN {LevelSql("s", place.Index)} = {PlaceComparison.SameUprn} THEN 'uprn' ELSE 'person' END";
        var levels = string.Concat(_comparisons.Index().Select(c => $", CAST({LevelSql("s", c.Index)} AS UTINYINT) AS {new SqlName("level_" + c.Item.Name)}"));
        _session.Execute(
            SqlStep.Load(typeof(Scorer), "links").With(
                [.. frequencies.Terms(cancellationToken), ("patterns", "lnk_pattern"), ("key", key),
                ("rule", $"({SqlName.LiteralList(ruleNames)})[s.rule + 1]"), ("levels", levels)]).Text,
            [least],
            cancellationToken);
        frequencies.Drop(cancellationToken);
        _session.Execute("DROP TABLE lnk_odds", cancellationToken);
        return _session.Scalar<long>("SELECT count(*) FROM lnk_link", cancellationToken);
    }

    private static string LevelSql(string alias, int comparison) =>
        string.Create(CultureInfo.InvariantCulture, $"(({alias}.pattern >> {comparison * Comparison.BitsPerLevel}) & 15)");

    private void AppendOdds(LinkModel model, IReadOnlyList<PatternCount> patterns, double least, long records, long possiblePairs, CancellationToken cancellationToken)
    {
        _session.Execute(SqlStep.Load(typeof(Scorer), "scored_patterns").Text, cancellationToken);
        var m = model.Comparisons.Select(c => c.Levels.Select(l => l.M).ToArray()).ToArray();
        var u = model.Comparisons.Select(c => c.Levels.Select(l => l.U).ToArray()).ToArray();
        var share = model.Comparisons.Select(c => c.HouseholdShare).ToArray();
        var prior = Math.Clamp(model.MatchesPerRecord * records / Math.Max(1, possiblePairs), 1e-12, .4);
        var householdPrior = model.HouseholdPairsPerRecord > 0 ? Math.Clamp(model.HouseholdPairsPerRecord * records / Math.Max(1, possiblePairs), 1e-12, .4) : 0;
        var names = ComparisonCatalogue.Names(_comparisons);
        var needsPerson = _comparisons.Any(c => c.PersonalLevels > 0) && _comparisons.Any(c => c.Name == PlaceComparison.Name);
        var table = new OddsTable(m, u, share, prior, householdPrior, names is { Forename: >= 0, Surname: >= 0 } ? names : null, model.NameLift);
        using var appender = _session.Connection.CreateAppender("lnk_odds");
        foreach (var (pattern, _) in patterns)
        {
            var odds = table.Of(pattern);
            var rarity = _comparisons.Index().Any(c => c.Item.FrequencyColumn is not null && PairComparer.Level(pattern, c.Index) == 1) ? MostRarity : 0;
            if (odds.LogOdds + rarity < least || (needsPerson && !AgreesOnPerson(pattern)))
            {
                continue;
            }

            // A household that is impossible is written as a very small number: SQL has no use for infinities here.
            appender.CreateRow().AppendValue(pattern).AppendValue(odds.Match).AppendValue(Math.Max(odds.Household, -1e5)).AppendValue(odds.Unrelated).EndRow();
        }
    }

    /// <summary>A shared property is never enough: some field about the person must agree.</summary>
    private bool AgreesOnPerson(long pattern) =>
        _comparisons.Index().Any(c => PairComparer.Level(pattern, c.Index) is var level && level > 0 && level <= c.Item.PersonalLevels);
}
