using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Grants;

/// <summary>Turns an allowed request, whose words are all known by then, into the typed content of a grant.</summary>
internal static class GrantContent
{
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<ColumnUse>>> Datasets(GateRequest request)
    {
        var datasets = new SortedDictionary<string, IReadOnlyDictionary<string, IReadOnlyList<ColumnUse>>>(StringComparer.Ordinal);
        var sources = request.Outputs.SelectMany(output => output.Columns).SelectMany(column => column.Sources).ToHashSet(StringComparer.Ordinal);
        foreach (var dataset in request.Datasets.GroupBy(dataset => dataset.Id, StringComparer.Ordinal))
        {
            var columns = new SortedDictionary<string, IReadOnlyList<ColumnUse>>(StringComparer.Ordinal);
            foreach (var column in dataset.SelectMany(one => one.Columns).GroupBy(column => column.Name, StringComparer.Ordinal))
            {
                var asked = column.SelectMany(one => one.Uses).Select(Enum.Parse<ColumnUse>);
                columns[column.Key] = [.. asked.Concat(sources.Contains($"{dataset.Key}.{column.Key}") ? [ColumnUse.Output] : []).Distinct().Order()];
            }

            datasets[dataset.Key] = columns;
        }

        return datasets;
    }

    public static IReadOnlyList<GrantedJoin> Joins(GateRequest request) => [.. request.Joins
        .Select(join => new GrantedJoin(
            join.Left,
            join.Right,
            Enum.Parse<JoinType>(join.Type),
            [.. join.Keys.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            join.MinimumProbability))
        .OrderBy(join => join.Left, StringComparer.Ordinal)
        .ThenBy(join => join.Right, StringComparer.Ordinal)
        .ThenBy(join => join.Type)];

    public static IReadOnlyList<GrantedOutput> Outputs(GateRequest request) => [.. request.Outputs
        .Select(output => new GrantedOutput(
            output.Name,
            Enum.Parse<Catalogue.OutputKind>(output.Kind),
            Enum.Parse<Granularity>(output.Granularity),
            [.. output.Columns.Select(column => new GrantedOutputColumn(
                column.Name,
                Enum.Parse<ColumnRole>(column.Role),
                [.. column.Sources.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)])
            {
                Numerator = column.Numerator,
                Denominator = column.Denominator,
            })]))
        .OrderBy(output => output.Name, StringComparer.Ordinal)];

    public static GrantedTrial? Trial(GateRequest request) => request.Trial is not { } trial ? null : new GrantedTrial(
        trial.Id,
        Enum.Parse<TrialUnit>(trial.Unit),
        Enum.Parse<TrialAssignment>(trial.Assignment),
        trial.Column,
        [.. trial.Arms
            .OrderBy(arm => arm.Name, StringComparer.Ordinal)
            .Select(arm => new GrantedArm(arm.Name, arm.Share, [.. arm.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], arm.IsControl))],
        [.. trial.Strata.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    /// <summary>The model of every pair that is compared, by the name of the pair: an allowed request names each one.</summary>
    public static IReadOnlyDictionary<string, string> Models(GateRequest request)
    {
        var named = ComparedPairs.ModelsOf(request);
        var models = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in ComparedPairs.Of(request).Select(pair => ModelPin.PairOf(pair.Left, pair.Right)))
        {
            models[pair] = named[pair].Single();
        }

        return models;
    }
}
