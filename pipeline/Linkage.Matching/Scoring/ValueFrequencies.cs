using System.Globalization;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;
using Linkage.Matching.Report;
using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>
/// How much more or less an exact agreement says because its value is rare or common: SQL terms for <c>links.sql</c>. A rarity is
/// ln(frequency of the value / average rate of exact agreement). The frequency leans on the average where a value is seen seldom, and the pair's own
/// two records are not counted. Forename and surname are weighed together where both agree, for names of one community go together. A model with plain
/// term frequencies takes the value's share as it is. What the terms take from a model stands in table lnk_model, a row a model.
/// </summary>
internal sealed class ValueFrequencies
{
    /// <summary>Observations for which the average stands.</summary>
    internal const double AverageStrength = .5;

    private readonly DuckSession _session;
    private readonly IReadOnlyList<LinkModel> _models;
    private readonly IReadOnlyList<(int Index, Comparison Item)> _weighed;
    private readonly (int Forename, int Surname) _names;

    internal ValueFrequencies(DuckSession session, IReadOnlyList<Comparison> comparisons, IReadOnlyList<LinkModel> models)
    {
        _session = session;
        _models = models;
        _weighed = [.. comparisons.Index().Where(c => c.Item.FrequencyColumn is not null && Form != TermFrequencyForm.None)];
        _names = ComparisonCatalogue.Names(comparisons);
    }

    // The same of all models (LinkModels).
    private TermFrequencyForm Form => _models[0].TermFrequencies;

    private bool HasBothNames => _models[0] is { NamesTogether: true, TermFrequencies: TermFrequencyForm.Smoothed } && _names is { Forename: >= 0, Surname: >= 0 };

    /// <summary>Counts the values and returns the terms of the statement.</summary>
    internal IReadOnlyList<(string Placeholder, string Fragment)> Terms(CancellationToken cancellationToken)
    {
        AppendModels(cancellationToken);
        foreach (var (index, comparison) in _weighed)
        {
            _session.Execute(
                SqlStep.Load(typeof(ValueFrequencies), "value_frequencies").With(("frequencies", Table(index)), ("column", comparison.FrequencyColumn!)).Text, cancellationToken);
        }

        var joins = _weighed.Select(c => $"\n  LEFT JOIN {Table(c.Index)} q{c.Index} ON q{c.Index}.value = CASE WHEN {Level(c.Index)} = 1 THEN x.{c.Item.FrequencyColumn} END");
        var rarities = _weighed.Select(c => $", {Rarity(c.Index, cancellationToken)} AS rarity{c.Index}");
        var unrelated = string.Concat(_weighed.Where(c => !HasBothNames || (c.Index != _names.Forename && c.Index != _names.Surname)).Select(c => $" + rarity{c.Index}"));
        if (HasBothNames)
        {
            _session.Execute(SqlStep.Load(typeof(ValueFrequencies), "name_frequencies").Text, cancellationToken);
            joins = joins.Append($"\n  LEFT JOIN lnk_freq_names qn ON qn.fn = CASE WHEN {Level(_names.Forename)} = 1 AND {Level(_names.Surname)} = 1 THEN x.fn END AND qn.sn = x.sn");
            rarities = rarities.Append(", qn.n AS together");
            unrelated += $" + {NameRarity(cancellationToken)}";
        }

        var household = _weighed.Where(c => c.Item.HouseholdShare < 1).Select(c => $" + {HouseholdRarity(c.Index)}");
        return
        [
            ("rarities", string.Concat(rarities)),
            ("frequencies", _weighed.Count == 0 ? string.Empty : "\n  JOIN lnk_rec x ON x.rid = p.l" + string.Concat(joins)),
            ("unrelated", unrelated),
            ("household", string.Concat(household)),
            .. Evidence(cancellationToken),
        ];
    }

    /// <summary>What rarity adds to the match weight, by comparison and for both names together, so that a link explains itself.</summary>
    private IEnumerable<(string Placeholder, string Fragment)> Evidence(CancellationToken cancellationToken)
    {
        var bits = _weighed.Select(c => (Name: PairExplainer.RarityPrefix + c.Item.Name, Sql: $"CASE WHEN {PatternLevel(c.Index)} = 1 THEN -rarity{c.Index} / ln(2) END")).ToList();
        if (HasBothNames)
        {
            bits.Add((PairExplainer.NamesTogether, $"CASE WHEN together IS NOT NULL THEN (rarity{_names.Forename} + rarity{_names.Surname} - ({NameRarity(cancellationToken)})) / ln(2) END"));
        }

        yield return ("evidence", string.Concat(bits.Select(b => $", CAST({b.Sql} AS FLOAT) AS {new SqlName(b.Name)}")));
        yield return ("evidence_columns", string.Concat(bits.Select(b => $", s.{new SqlName(b.Name)}")));
    }

    /// <summary>Drops the tables of <see cref="Terms"/>.</summary>
    internal void Drop(CancellationToken cancellationToken)
    {
        foreach (var (index, _) in _weighed)
        {
            _session.Execute($"DROP TABLE IF EXISTS {Table(index)}", cancellationToken);
        }

        _session.Execute("DROP TABLE IF EXISTS lnk_freq_names; DROP TABLE IF EXISTS lnk_model", cancellationToken);
    }

    private static string Table(int comparison) => string.Create(CultureInfo.InvariantCulture, $"lnk_freq{comparison}");

    private static string Level(int comparison) => string.Create(CultureInfo.InvariantCulture, $"((p.pattern >> {comparison * Comparison.BitsPerLevel}) & 15)");

    private static string PatternLevel(int comparison) => string.Create(CultureInfo.InvariantCulture, $"((pattern >> {comparison * Comparison.BitsPerLevel}) & 15)");

    private static string Number(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:R}::DOUBLE");

    private string Rarity(int comparison, CancellationToken cancellationToken)
    {
        var values = _session.Scalar<long>($"SELECT coalesce(sum(n), 0)::BIGINT FROM {Table(comparison)}", cancellationToken);
        return Form == TermFrequencyForm.Plain
            ? $"CASE WHEN q{comparison}.n IS NULL THEN 0 ELSE ln(q{comparison}.n / {Number(Math.Max(1, values))} / m.u{comparison}) END"
            : $"CASE WHEN q{comparison}.n IS NULL THEN 0 ELSE ln((greatest(q{comparison}.n - 2, 0) + {Number(AverageStrength)}) / ({Number(values)} + {Number(AverageStrength)} / m.u{comparison}) / m.u{comparison}) END";
    }

    /// <summary>What a rarity is worth for two people of one household, who agree in part because they are a household.</summary>
    private static string HouseholdRarity(int comparison) =>
        string.Create(CultureInfo.InvariantCulture, $"ln((shared{comparison} + chance{comparison} * exp(rarity{comparison})) / (shared{comparison} + chance{comparison}))");

    private string NameRarity(CancellationToken cancellationToken)
    {
        var records = _session.Scalar<long>("SELECT count(*) FROM lnk_rec WHERE fn IS NOT NULL AND sn IS NOT NULL", cancellationToken);
        var apart = $"rarity{_names.Forename} + rarity{_names.Surname}";
        return $"CASE WHEN together IS NULL THEN {apart} ELSE ln((greatest(together - 2, 0) + {Number(AverageStrength)}) / "
            + $"({Number(records)} + {Number(AverageStrength)} / average / exp({apart})) / average) END";
    }

    private void AppendModels(CancellationToken cancellationToken)
    {
        var columns = string.Concat(_weighed.Select(c => string.Create(CultureInfo.InvariantCulture, $", u{c.Index} DOUBLE, shared{c.Index} DOUBLE, chance{c.Index} DOUBLE")));
        _session.Execute(SqlStep.Load(typeof(ValueFrequencies), "weighed_models").With(("columns", columns)).Text, cancellationToken);
        using var appender = _session.Connection.CreateAppender("lnk_model");
        foreach (var (number, model) in _models.Index())
        {
            var row = appender.CreateRow().AppendValue((short)number).AppendValue(HasBothNames ? model.NameLift * RateOf(model, _names.Forename) * RateOf(model, _names.Surname) : 1);
            foreach (var (index, _) in _weighed)
            {
                var (share, level) = (model.Comparisons[index].HouseholdShare, model.Comparisons[index].Levels[0]);
                row.AppendValue(level.U).AppendValue(share * level.M).AppendValue((1 - share) * level.U);
            }

            row.EndRow();
        }
    }

    private static double RateOf(LinkModel model, int comparison) => model.Comparisons[comparison].Levels[0].U;
}
