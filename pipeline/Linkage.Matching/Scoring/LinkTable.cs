using System.Globalization;
using DuckDB.NET.Native;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;
using Linkage.Matching.Report;
using Linkage.Matching.Training;

namespace Linkage.Matching.Scoring;

/// <summary>Makes table lnk_link of the pairs that are links: the ids of their records, their probability, and the evidence of each field.</summary>
internal sealed class LinkTable
{
    private const string Rarity = "lnk_rarity";

    /// <summary>Stands for forename and surname together among the comparisons of <see cref="Rarity"/>.</summary>
    private const int NamesTogether = -1;

    private readonly DuckSession _session;
    private readonly IReadOnlyList<PairModel> _models;
    private readonly string _links;

    internal LinkTable(DuckSession session, IReadOnlyList<Comparison> comparisons, IReadOnlyList<PairModel> models, IReadOnlyList<string> ruleNames, string recordIdFunction)
    {
        (_session, _models) = (session, models);
        var place = comparisons.Index().FirstOrDefault(c => c.Item.Name == PlaceComparison.Name);
        var key = place.Item is null ? "'person'" : $"CASE WHEN {LevelSql(place.Index)} = {PlaceComparison.SameUprn} THEN 'uprn' ELSE 'person' END";
        var levels = string.Concat(comparisons.Index().Select(c => $", CAST({LevelSql(c.Index)} AS UTINYINT) AS {new SqlName("level_" + c.Item.Name)}"));
        // Every model weighs the rarity of the same fields, in the same way (LinkModels).
        var weighed = models[0].Model.TermFrequencies == TermFrequencyForm.None ? [] : comparisons.Index().Where(c => c.Item.FrequencyColumn is not null).ToList();
        var evidence = string.Concat(weighed.Select(c => RaritySql(c.Index, PairExplainer.RarityPrefix + c.Item.Name)))
            + (models[0].Rarity.WeighsNamesTogether ? RaritySql(NamesTogether, PairExplainer.NamesTogether) : string.Empty);
        _links = SqlStep.Load(typeof(LinkTable), "links").With(
            ("record_id", recordIdFunction), ("key", key), ("rule", $"({SqlName.LiteralList(ruleNames)})[s.rule + 1]"), ("levels", levels), ("evidence", evidence)).Text;
    }

    /// <summary>Makes lnk_link from lnk_candidate, which it drops, and returns its rows.</summary>
    internal long Write(CancellationToken cancellationToken)
    {
        _session.Define(Rarity, [DuckDBType.Integer, DuckDBType.SmallInt, DuckDBType.Integer, DuckDBType.BigInt], DuckDBType.Float, Rarities);
        try
        {
            _session.Execute(_links, cancellationToken);
        }
        finally
        {
            _session.Release(Rarity);
        }

        _session.Execute("DROP TABLE lnk_candidate", cancellationToken);
        return _session.Scalar<long>("SELECT count(*) FROM lnk_link", cancellationToken);
    }

    private static string LevelSql(int comparison) => string.Create(CultureInfo.InvariantCulture, $"((s.pattern >> {comparison * Comparison.BitsPerLevel}) & 15)");

    private static string RaritySql(int comparison, string column) =>
        string.Create(CultureInfo.InvariantCulture, $", {Rarity}({comparison}::INTEGER, s.model, s.l, s.pattern) AS {new SqlName(column)}");

    /// <summary>What the rarity of an agreed value, or of both names together, adds to the match weight: bits; NULL where they do not agree.</summary>
    private void Rarities(VectorInput input, VectorOutput output)
    {
        var comparisons = input[0].Numbers<int>();
        var models = input[1].Numbers<short>();
        var lefts = input[2].Numbers<int>();
        var patterns = input[3].Numbers<long>();
        var results = output.Numbers<float>(input.Rows);
        var nulls = output.Nulls();
        for (var row = 0; row < input.Rows; row++)
        {
            var rarity = _models[models[row]].Rarity;
            var bits = comparisons[row] == NamesTogether ? rarity.BitsOfNames(patterns[row], lefts[row]) : rarity.Bits(comparisons[row], patterns[row], lefts[row]);
            results[row] = (float)bits.GetValueOrDefault();
            if (bits is null)
            {
                nulls.Set(row);
            }
        }
    }
}
