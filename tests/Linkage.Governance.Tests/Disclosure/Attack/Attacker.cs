using Linkage.Governance.Disclosure;

namespace Linkage.Governance.Tests.Disclosure.Attack;

/// <summary>
/// Somebody who has every table of a release, knows the minimum and the base, and works out how small and how large each hidden cell can be. Knows nothing of how the
/// tables were protected.
/// </summary>
internal sealed class Attacker(Population population, IReadOnlyList<ShownTable> shown, int minimumCell, int roundingBase)
{
    /// <summary>How often it was asked whether a number is possible, by trying.</summary>
    public int Asked { get; private set; }

    /// <summary>How often that was not found out.</summary>
    public int Undecided { get; private set; }

    /// <summary>Hidden cells that are known better than they may be, with what is known of them, by linear programming.</summary>
    public IEnumerable<string> Recovered()
    {
        var (rows, hidden) = Read();
        var simplex = new Simplex(population.Counts.Length, [.. rows.Select(row => (row.Counts, (double)row.Low, row.High is { } high ? (double)high : double.PositiveInfinity))]);
        foreach (var (row, name, truth) in hidden)
        {
            var least = Math.Max(0, Math.Ceiling(simplex.Least(row) - 1e-6));
            var most = Math.Floor(simplex.Most(row, least + (2 * minimumCell)) + 1e-6);
            if (truth < minimumCell ? least > 0 || most < minimumCell - 1 : most - least < minimumCell - 1)
            {
                yield return $"{name} is {least} to {most}";
            }
        }
    }

    /// <summary>Small hidden cells that cannot be each number below the minimum, by trying whole numbers for all counts. For small populations.</summary>
    public IEnumerable<string> RecoveredByTrying()
    {
        var (rows, hidden) = Read();
        foreach (var (row, name, truth) in hidden.Where(cell => cell.True < minimumCell))
        {
            for (var number = 0L; number < minimumCell; number++)
            {
                var asked = rows[row] with { Low = number, High = number };
                var exist = number == truth ? true : WholeNumbers.Exist(population.Counts.Length, [.. rows.Select((other, index) => index == row ? asked : other)]);
                Asked++;
                Undecided += exist is null ? 1 : 0;
                if (exist is false)
                {
                    yield return $"{name} cannot be {number}";
                }
            }
        }
    }

    /// <summary>Each cell, shown or not, with the least and the most it can be by linear programming, as far up as matters.</summary>
    public IReadOnlyList<(string Name, double Least, double Most, long True)> Ranges()
    {
        var (rows, _) = Read();
        var simplex = new Simplex(population.Counts.Length, [.. rows.Select(row => (row.Counts, (double)row.Low, row.High is { } high ? (double)high : double.PositiveInfinity))]);
        return [.. population.Tables.SelectMany(table => table.Table.Cells.Select(cell => (Name: $"{table.Table.Name}[{string.Join(',', cell.Dimensions)}]", cell.Count))).Index().Select(cell =>
        {
            var least = Math.Max(0, Math.Ceiling(simplex.Least(cell.Index) - 1e-6));
            return (cell.Item.Name, least, Math.Floor(simplex.Most(cell.Index, least + (2 * minimumCell)) + 1e-6), cell.Item.Count);
        })];
    }

    private (List<CountRow> Rows, List<(int Row, string Name, long True)> Hidden) Read()
    {
        var rows = new List<CountRow>();
        var hidden = new List<(int Row, string Name, long True)>();
        foreach (var ((table, adds), published) in population.Tables.Zip(shown))
        {
            foreach (var (index, cell) in published.Cells.Index())
            {
                if (cell.Shown is { } number)
                {
                    var (low, high) = Behind(number);
                    rows.Add(new CountRow(adds[index], low, high));
                }
                else
                {
                    hidden.Add((rows.Count, $"{table.Name}[{string.Join(',', cell.Dimensions)}]", table.Cells[index].Count));
                    rows.Add(new CountRow(adds[index], 0, null));
                }
            }
        }

        AddLeftOut(rows, hidden);
        return (rows, hidden);
    }

    // Whom a table of some leaves out of the table of all by the same dimensions: no table prints it, and a small count of them is one like any other.
    private void AddLeftOut(List<CountRow> rows, List<(int Row, string Name, long True)> hidden)
    {
        foreach (var (all, allAdds) in population.Tables)
        {
            foreach (var (some, someAdds) in population.Tables.Where(table => table.Table.Name.Contains("marked", StringComparison.Ordinal) && table.Table.Cells.Count == all.Cells.Count))
            {
                List<(int[] Adds, string Name, long True)> leftOut = [.. all.Cells.Index()
                    .Where(cell => someAdds[cell.Index].All(allAdds[cell.Index].Contains) && allAdds[cell.Index].Length == 2 * someAdds[cell.Index].Length)
                    .Select(cell => (
                        allAdds[cell.Index].Except(someAdds[cell.Index]).ToArray(),
                        $"{all.Name} less {some.Name}[{string.Join(',', cell.Item.Dimensions)}]",
                        cell.Item.Count - some.Cells[cell.Index].Count))];
                foreach (var (adds, name, truth) in leftOut.Where(cell => cell.True < minimumCell && leftOut.Any(other => other.True > 0)))
                {
                    hidden.Add((rows.Count, name, truth));
                    rows.Add(new CountRow(adds, 0, null));
                }
            }
        }
    }

    // By trying: all counts that are rounded to this number and may be shown.
    private (long Low, long High) Behind(long number)
    {
        var fitting = Enumerable.Range(0, (2 * roundingBase) + 1)
            .Select(step => number - roundingBase + step)
            .Where(count => count >= minimumCell && (long)Math.Floor(((double)count / roundingBase) + 0.5) * roundingBase == number)
            .ToList();
        return (fitting[0], fitting[^1]);
    }
}
