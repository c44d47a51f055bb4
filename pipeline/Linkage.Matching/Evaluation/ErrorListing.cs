using Linkage.Matching.Comparisons;
using Linkage.Matching.Normalise;
using Linkage.Matching.Scoring;

namespace Linkage.Matching.Evaluation;

/// <summary>Lists the pairs the linker got wrong, worst first, holding no more of them than are asked for.</summary>
internal sealed class ErrorListing
{
    private readonly EvaluationTables _tables;
    private readonly ComparedRecords _records;

    private ErrorListing(EvaluationTables tables, ComparedRecords records) => (_tables, _records) = (tables, records);

    internal static LinkErrors Of(EvaluationTables tables, ComparedRecords records, CancellationToken cancellationToken) =>
        new ErrorListing(tables, records).List(cancellationToken);

    private LinkErrors List(CancellationToken cancellationToken)
    {
        var (session, request) = (_tables.Session, _tables.Request);
        var falsePositives = session.Query(
            $"SELECT l, r, weight FROM lnk_eval_link WHERE is_true = false AND probability >= {_tables.Threshold} ORDER BY weight DESC, l, r LIMIT $1",
            [request.Listed],
            r => new Missed(r.GetInt32(0), r.GetInt32(1), r.GetDouble(2)),
            cancellationToken);
        session.Execute(EvaluationTables.Text("listed_entities"), [EvaluationRequest.MostTruePairsListed], cancellationToken);
        var lookedAt = session.Scalar<long>(
            EvaluationTables.Text("true_pairs", ("members", "(SELECT dataset, entity FROM lnk_eval_record SEMI JOIN lnk_eval_entity USING (entity))"), ("permitted", _tables.Permitted)),
            cancellationToken);
        // Lowest weight first for what was compared, for there the model is wrong; highest first for what was not, for there blocking loses most.
        var (scored, unblocked) = (new Worst(request.Listed, +1), new Worst(request.Listed, -1));
        var (notBlocked, above) = (0L, 0L);
        var threshold = MatchWeights.Weight(request.Threshold);
        var pairs = _records.Weigh((l, r, weight) => Take(new Missed(l, r, weight)), cancellationToken);
        session.Read(
            EvaluationTables.Text("missed_pairs", ("permitted", _tables.Permitted), ("threshold", _tables.Threshold)),
            row =>
            {
                if (row.IsDBNull(2))
                {
                    pairs.Add(row.GetInt32(0), row.GetInt32(1));
                }
                else
                {
                    Take(new Missed(row.GetInt32(0), row.GetInt32(1), row.GetDouble(2)));
                }
            },
            cancellationToken);
        pairs.Flush();
        var lists = new[] { falsePositives, scored.InOrder(), unblocked.InOrder() };
        var names = RecordNames.Of(session, lists.SelectMany(l => l).SelectMany(p => new[] { p.Left, p.Right }), cancellationToken);
        return new LinkErrors
        {
            FalsePositives = Pairs(lists[0], names),
            FalseNegatives = Pairs(lists[1], names),
            NotBlocked = Pairs(lists[2], names),
            TruePairsLookedAt = lookedAt,
            TruePairsBlocked = lookedAt - notBlocked,
            NotBlockedAboveThreshold = above,
        };

        void Take(Missed missed)
        {
            if (_records.RulesOf(missed.Left, missed.Right).First >= 0)
            {
                scored.Add(missed);
                return;
            }

            notBlocked++;
            above += missed.Weight >= threshold ? 1 : 0;
            unblocked.Add(missed);
        }
    }

    private IReadOnlyList<ListedPair> Pairs(IReadOnlyList<Missed> pairs, Dictionary<int, (string Dataset, string Id)> names) => [.. pairs.Select(pair => new ListedPair
    {
        LeftDataset = names[pair.Left].Dataset,
        LeftId = names[pair.Left].Id,
        RightDataset = names[pair.Right].Dataset,
        RightId = names[pair.Right].Id,
        Weight = pair.Weight,
        BlockingRule = _records.RulesOf(pair.Left, pair.Right).First is >= 0 and var rule ? _records.RuleNames[rule] : null,
        Fields = Fields(pair),
    })];

    private IReadOnlyList<ListedField> Fields(Missed pair)
    {
        var pattern = _records.Compare(pair.Left, pair.Right);
        return [.. _records.Comparisons.Index().Select(c =>
        {
            var level = Pattern.Level(pattern, c.Index);
            var label = level == 0 ? "missing" : c.Item.Levels[level - 1].Label;
            return _tables.Request.ShowValues
                ? new ListedField(c.Item.Name, level, label, Value(pair.Left, c.Item), Value(pair.Right, c.Item))
                : new ListedField(c.Item.Name, level, label, null, null);
        })];
    }

    private string? Value(int rid, Comparison comparison)
    {
        var columns = comparison.Name == PlaceComparison.Name ? PlaceComparison.Columns : (comparison.ValueColumn ?? comparison.PresenceColumn).Split(ValueTuples.Separator);
        var values = columns.Where(c => _records.Fields.Any(f => f.Column == c)).Select(c => _records.ValueOf(rid, c)).OfType<string>().ToList();
        return values.Count == 0 ? null : string.Join(", ", values);
    }

    private readonly record struct Missed(int Left, int Right, double? Weight)
    {
        /// <summary>A pair that cannot be a link weighs less than any other.</summary>
        internal double Order => Weight ?? double.NegativeInfinity;
    }

    /// <summary>The first so many pairs by weight, lowest (+1) or highest (-1) first, ties by record.</summary>
    private sealed class Worst(int most, int direction)
    {
        private readonly SortedSet<Missed> _kept = new(Comparer<Missed>.Create((a, b) =>
            a.Order != b.Order ? direction * a.Order.CompareTo(b.Order) : a.Left != b.Left ? a.Left.CompareTo(b.Left) : a.Right.CompareTo(b.Right)));

        internal void Add(Missed pair)
        {
            _kept.Add(pair);
            if (_kept.Count > most)
            {
                _kept.Remove(_kept.Max);
            }
        }

        internal IReadOnlyList<Missed> InOrder() => [.. _kept];
    }
}
