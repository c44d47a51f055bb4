using Linkage.Governance.Disclosure;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release.Generalise;
using Linkage.Pipeline.Release.Sums;
using Linkage.Pipeline.Run;

namespace Linkage.Pipeline.Release;

/// <summary>An output that stands ready as a table of the workbench.</summary>
/// <param name="Output">What the project asked for.</param>
/// <param name="Table">The table; its columns are those of the file, in order.</param>
/// <param name="Part">Its rows.</param>
internal sealed record MadeOutput(ProjectOutput Output, string Table, StagePart Part)
{
    /// <summary>Sum of the counts and of the sums shown, by column; for tables.</summary>
    internal SortedDictionary<string, long> Totals { get; init; } = [];

    /// <summary>The tables of counts behind the file, with what is shown of them; for tables of counts.</summary>
    internal IReadOnlyList<JudgedTable> Tables { get; init; } = [];

    /// <summary>The sums of the table, with what is shown of them.</summary>
    internal IReadOnlyList<JudgedSum> Sums { get; init; } = [];

    /// <summary>What was made coarser; for rows under a person key.</summary>
    internal Generalisation Generalisation { get; init; } = Generalisation.None;

    /// <summary>What kind of data the file holds, for its metadata.</summary>
    internal string Classification => Output.Kind switch
    {
        OutputKind.Outreach => "identifying",
        OutputKind.PseudonymisedRows => "pseudonymised",
        OutputKind.Aggregate => "aggregate",
    };

    /// <summary>Counts the kept rows of a table whose left-out rows have a reason.</summary>
    internal static StagePart PartOf(string name, IEnumerable<(string? Reason, long Rows)> counts)
    {
        var list = counts.ToList();
        var rejected = new SortedDictionary<string, long>(
            list.Where(c => c.Reason is not null).ToDictionary(c => c.Reason!, c => c.Rows), StringComparer.Ordinal);
        var kept = list.Where(c => c.Reason is null).Sum(c => c.Rows);
        return new StagePart(name, kept + rejected.Values.Sum(), kept, rejected, new Dictionary<string, long>(), Reused: false);
    }
}

/// <summary>A table of counts, and what is shown of it. It must not leave the process.</summary>
/// <param name="Counts">The true counts.</param>
/// <param name="Shown">The same cells in the same order, as published.</param>
internal sealed record JudgedTable(CountTable Counts, ShownTable Shown)
{
    /// <summary>How many cells are hidden that would be shown were nothing released before.</summary>
    internal int HiddenForEarlier { get; init; }
}
