using Linkage.Pipeline.Contracts;

namespace Linkage.Pipeline.Extract.Compared;

/// <summary>Holds measures against the limits of a contract.</summary>
internal static class CompletenessJudge
{
    /// <summary>Of a file with fewer rows before, half is soon gone: it stops a run only where the contract says when.</summary>
    public const int FewRows = 20;

    /// <summary>The measures that are beyond their limits: what stops first, then in the order they were measured.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="measured">The measures.</param>
    public static IReadOnlyList<CompletenessFinding> Findings(DatasetContract contract, IReadOnlyList<MeasuredChange> measured) =>
        [.. measured.Where(m => m.IsBeyondChance).Select(m => Finding(m, LimitOf(contract, m))).OfType<CompletenessFinding>().OrderByDescending(f => f.Stops)];

    private static CompletenessFinding? Finding(MeasuredChange measured, CompletenessLimit limit)
    {
        var isMany = measured.RowsBefore >= FewRows;
        return limit.Stop is { } stop && measured.Change > stop && (isMany || limit.SaysStop) ? Beyond(measured, stop, true)

            // A column that lost every value is as gross as an empty file, unless the contract says when it stops.
            : measured.IsEmptied && isMany && !limit.SaysStop ? Beyond(measured, limit.Warn ?? 0, true)
            : limit.Warn is { } warn && measured.Change > warn ? Beyond(measured, warn, false)
            : limit.Stop is { } told && measured.Change > told ? Beyond(measured, told, false)
            : null;
    }

    private static CompletenessFinding Beyond(MeasuredChange measured, double limit, bool stops) =>
        new(measured.Measure, measured.Column, Rounded(measured.Before), Rounded(measured.After), Rounded(measured.Change), limit, stops);

    private static double Rounded(double number) => Math.Round(number, 3);

    private static CompletenessLimit LimitOf(DatasetContract contract, MeasuredChange measured)
    {
        var limits = contract.Completeness;
        var column = contract.Columns.FirstOrDefault(c => c.Name == measured.Column)?.Completeness;
        return measured.Measure switch
        {
            DeliveryMeasure.RowsLost => limits.RowsLost,
            DeliveryMeasure.RowsGained => limits.RowsGained,
            DeliveryMeasure.KeysLost => limits.KeysLost,
            DeliveryMeasure.KeysNew => limits.KeysNew,
            DeliveryMeasure.Nulls => column?.Nulls ?? limits.Nulls,
            DeliveryMeasure.Shift => column?.Shift ?? limits.Shift,
        };
    }
}
