using Linkage.Matching.Scoring;

namespace Linkage.Matching.Evaluation;

/// <summary>What can be measured of the records a run kept: how complete they are, which could not be linked to themselves, what each blocking rule holds.</summary>
internal static class KeptRecordMeasures
{
    internal static IReadOnlyList<FieldCompleteness> Completeness(ComparedRecords records)
    {
        var datasets = records.Datasets;
        var sizes = new long[datasets.Count];
        for (var rid = 0; rid < records.Count; rid++)
        {
            sizes[records.DatasetOf(rid)]++;
        }

        return [.. records.Fields.SelectMany(field =>
        {
            var present = records.PresentByDataset(field.Column);
            return datasets.Index().Select(d => (d.Index, Row: new FieldCompleteness(d.Item, field.Field, sizes[d.Index], present[d.Index])));
        }).OrderBy(r => r.Index).Select(r => r.Row)];
    }

    internal static IReadOnlyList<UnlinkablePoint> Unlinkable(ComparedRecords records, int points, CancellationToken cancellationToken)
    {
        var own = new double[records.Count];
        var pairs = records.Weigh((rid, _, weight) => own[rid] = weight ?? double.NegativeInfinity, cancellationToken);
        for (var rid = 0; rid < own.Length; rid++)
        {
            pairs.Add(rid, rid);
            if (rid % 100_000 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }

        pairs.Flush();
        Array.Sort(own);
        var scored = Array.FindIndex(own, double.IsFinite);
        if (scored < 0)
        {
            return [];
        }

        return [.. MatchWeights.Grid(own[scored], own[^1], points).Select(weight =>
        {
            var below = LowerBound(own, weight);
            return new UnlinkablePoint(weight, MatchWeights.Probability(weight), below, (double)below / own.Length);
        })];
    }

    internal static IReadOnlyList<RuleYield> Rules(EvaluationTables tables, ComparedRecords records, IReadOnlyList<Blocking.BlockingCount> blocking, CancellationToken cancellationToken)
    {
        var (links, trueLinks, alone, trueAlone) = (new long[blocking.Count], new long[blocking.Count], new long[blocking.Count], new long[blocking.Count]);
        tables.Session.Read(
            $"SELECT l, r, coalesce(is_true, false) FROM lnk_eval_link WHERE probability >= {tables.Threshold}",
            row =>
            {
                var (first, count) = records.RulesOf(row.GetInt32(0), row.GetInt32(1));
                if (first < 0)
                {
                    return;
                }

                var isTrue = row.GetBoolean(2) ? 1 : 0;
                links[first]++;
                trueLinks[first] += isTrue;
                alone[first] += count == 1 ? 1 : 0;
                trueAlone[first] += count == 1 ? isTrue : 0;
            },
            cancellationToken);
        var known = tables.Request.Truth is not null;
        return [.. blocking.Index().Select(b => new RuleYield
        {
            Rule = b.Item.Rule,
            PairsCompared = b.Item.PairsYielded,
            Links = links[b.Index],
            TrueLinks = known ? trueLinks[b.Index] : null,
            LinksOnlyHere = alone[b.Index],
            TrueLinksOnlyHere = known ? trueAlone[b.Index] : null,
        })];
    }

    /// <summary>How many of the ascending values are below a weight.</summary>
    private static int LowerBound(double[] ascending, double weight)
    {
        var (low, high) = (0, ascending.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ascending[middle] < weight ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
