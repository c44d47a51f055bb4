using Linkage.Governance.Decisions;
using Linkage.Governance.Disclosure;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Scenarios;

/// <summary>A table of counts put to disclosure control, or a published one put to its audit.</summary>
internal sealed class TableScenario(string name, YamlNode place, ScenarioOutcome expected, int minimumCell, int roundingBase, ScenarioTable table)
    : Scenario(name, place, expected)
{
    private static readonly string[] Dimensions = ["of"];

    public override ScenarioOutcome Answer()
    {
        var shown = table.Counts is { } counts
            ? DisclosureControl.Apply([new CountTable("table", Dimensions, [.. counts.Select(cell => new TableCell([cell.Name], cell.Count))])], minimumCell, roundingBase)[0]
            : new ShownTable("table", Dimensions, [.. table.Published!.Select(cell => new ShownCell([cell.Name], cell.Shown))], table.Total);
        var isSafe = DisclosureAudit.Failures([shown], minimumCell, roundingBase).Count == 0;
        return new ScenarioOutcome(isSafe ? ScenarioOutcome.Allow : ScenarioOutcome.Deny, isSafe ? [] : [ReasonCode.DisclosureFailed.Written()])
        {
            Cells = Expected.Cells is null ? null : [.. shown.Cells.Select(cell => $"{cell.Dimensions[0]} = {cell.Text}")],
            Total = Expected.Total is null ? null : shown.Total,
        };
    }
}

/// <summary>The table of a scenario: true counts to protect, or cells as somebody published them.</summary>
/// <param name="Counts">True counts by name; null when the table is published already.</param>
/// <param name="Published">Cells as published by name, null where suppressed; null when the counts are to be protected.</param>
/// <param name="Total">The total published with them, or null.</param>
internal sealed record ScenarioTable(IReadOnlyList<(string Name, long Count)>? Counts, IReadOnlyList<(string Name, long? Shown)>? Published, long? Total);
