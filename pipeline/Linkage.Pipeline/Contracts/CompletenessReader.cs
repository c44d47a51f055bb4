using Linkage.Governance.Documents;

namespace Linkage.Pipeline.Contracts;

/// <summary>Reads the <c>completeness</c> of a contract and of a column. What is not said stays as it is by default; <c>never</c> takes a limit away.</summary>
internal static class CompletenessReader
{
    private const decimal MostPercent = 100;

    // A file may grow by more than all of itself.
    private const decimal MostGrowth = 1_000_000;

    private const decimal MostShift = 100;

    /// <summary>Reads the limits of a dataset.</summary>
    /// <exception cref="ConfigurationException">A key is unknown, or a limit is none.</exception>
    public static CompletenessLimits Dataset(YamlMapping map)
    {
        var usual = CompletenessLimits.Default;
        return new CompletenessLimits
        {
            RowsLost = Limit(map, "rowsLost", MostPercent, usual.RowsLost) ?? usual.RowsLost,
            RowsGained = Limit(map, "rowsGained", MostGrowth, usual.RowsGained) ?? usual.RowsGained,
            KeysLost = Limit(map, "keysLost", MostPercent, usual.KeysLost) ?? usual.KeysLost,
            KeysNew = Limit(map, "keysNew", MostPercent, usual.KeysNew) ?? usual.KeysNew,
            Nulls = Limit(map, "nulls", MostPercent, usual.Nulls) ?? usual.Nulls,
            Shift = Limit(map, "shift", MostShift, usual.Shift) ?? usual.Shift,
        };
    }

    /// <summary>Reads what a column says.</summary>
    /// <exception cref="ConfigurationException">A key is unknown, or a limit is none.</exception>
    public static ColumnCompleteness Column(YamlMapping map) => new(
        Limit(map, "nulls", MostPercent, CompletenessLimits.Default.Nulls), Limit(map, "shift", MostShift, CompletenessLimits.Default.Shift));

    private static CompletenessLimit? Limit(YamlMapping map, string key, decimal most, CompletenessLimit usual) => map.OptionalMap(key, limit =>
    {
        var warn = limit.Optional("warn");
        var stop = limit.Optional("stop");
        if (warn is null && stop is null)
        {
            throw limit.Error("a limit says 'warn', 'stop' or both, each a number or never.");
        }

        return new CompletenessLimit(warn is null ? usual.Warn : Beyond(warn, most), stop is null ? usual.Stop : Beyond(stop, most)) { SaysStop = stop is not null };
    });

    private static double? Beyond(YamlNode node, decimal most)
    {
        if (node.AsString() == "never")
        {
            return null;
        }

        var number = node.AsNumber();
        return number >= 0 && number <= most ? (double)number : throw node.Error(FormattableString.Invariant($"a limit is a number from 0 to {most}, or never."));
    }
}
