using Linkage.Governance.Disclosure;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release.Sums;

/// <summary>A column of sums, and what is shown of it. It must not leave the process.</summary>
/// <param name="Name">Output and column.</param>
/// <param name="Column">The column.</param>
/// <param name="Definition">Digest of the queries and columns that made it.</param>
/// <param name="Cells">Its cells, in the order of the table's counts.</param>
internal sealed record JudgedSum(string Name, ProjectOutputColumn Column, string Definition, IReadOnlyList<JudgedSumCell> Cells)
{
    /// <summary>Sum of the sums shown, each rounded; null where none is.</summary>
    internal long? Total => Cells.Any(c => c.Shown is not null) ? Cells.Sum(c => c.Shown ?? 0) : null;

    /// <summary>How many sums are hidden for a reason.</summary>
    internal int Hidden(SumVerdict reason) => Cells.Count(c => c.Verdict == reason);
}

/// <summary>A sum, and what is shown of it.</summary>
/// <param name="Verdict">Whether it is shown, or why not.</param>
/// <param name="Shown">The rounded sum, or null where it is hidden.</param>
internal sealed record JudgedSumCell(SumVerdict Verdict, long? Shown);
