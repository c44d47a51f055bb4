namespace Linkage.Governance.Disclosure;

/// <summary>
/// Hides further cells until each hidden one is protected from every calculation over the release (<see cref="OtherWorlds"/>). Hiding a cell only ever adds worlds, so a cell
/// that is protected once remains so, and when all is hidden everything is.
/// </summary>
internal sealed class SecondarySuppression
{
    private readonly CountSystem _system;
    private readonly OtherWorlds _worlds;
    private readonly int _minimumCell;
    private readonly HashSet<int> _protected = [];

    public SecondarySuppression(IReadOnlyList<CountTable> tables, Rounding rounding)
    {
        _system = new CountSystem(tables);
        if (_system.Ring.Count > 0)
        {
            throw new ArgumentException($"The tables {string.Join(", ", _system.Ring.Select(table => tables[table].Name))} cross each other in a ring.", nameof(tables));
        }

        _minimumCell = rounding.MinimumCell;
        _worlds = new OtherWorlds(_system, rounding, cell => _system.Cells[cell].Table is null || _system.Cells[cell].Count < rounding.MinimumCell);
    }

    public bool IsHidden(int table, int index) => _worlds.IsHidden(_system.CellOf(table, index));

    public void Hide(int table, int index)
    {
        var cell = _system.CellOf(table, index);
        if (!_worlds.IsHidden(cell))
        {
            _worlds.Hide(cell);
        }
    }

    /// <summary>Hides what has to be hidden beside what is.</summary>
    public void Complete()
    {
        var exposed = new Queue<int>(Enumerable.Range(0, _system.Cells.Count).Where(NeedsProtection));
        while (exposed.TryDequeue(out var cell))
        {
            // Where nothing is shown of all that hangs together with the cell, nothing tells of it.
            if (_worlds.Protects(cell) || Beside(cell) is not { } further)
            {
                _protected.Add(cell);
                continue;
            }

            _worlds.Hide(further);
            exposed.Enqueue(further);
            exposed.Enqueue(cell);
        }
    }

    private bool NeedsProtection(int cell) =>
        !_protected.Contains(cell)
        && _worlds.IsHidden(cell)
        && _system.Cells[cell].NeedsProtection
        && (_system.Cells[cell].Table is not null || _system.Cells[cell].Count < _minimumCell);

    // The cell to hide: of the sums with the fewest hidden cells the smallest one, and one whose other sums have hidden cells already before one that would need more.
    private int? Beside(int cell)
    {
        var seen = new HashSet<int> { cell };
        for (List<int> from = [cell]; from.Count > 0;)
        {
            var sums = from.SelectMany(_system.SumsOf).Distinct().ToList();
            var shown = sums
                .Select(sum => (Sum: sum, Hidden: _worlds.HiddenBeside(sum, cell), Cells: CellsOf(sum).Where(c => !_worlds.IsHidden(c)).ToList()))
                .Where(sum => sum.Cells.Count > 0)
                .ToList();
            if (shown.Count > 0)
            {
                var fewest = shown.Min(sum => sum.Hidden);
                return shown.Where(sum => sum.Hidden == fewest)
                    .SelectMany(sum => sum.Cells.Select(c => (Cell: c, IsWhole: _system.Sums[sum.Sum].Whole == c)))
                    .OrderBy(c => c.IsWhole)
                    .ThenBy(c => _system.SumsOf(c.Cell).Count(sum => !sums.Contains(sum) && _worlds.HiddenBeside(sum, c.Cell) == 0))
                    .ThenBy(c => _system.Cells[c.Cell].Count)
                    .ThenBy(c => c.Cell)
                    .First().Cell;
            }

            from = [.. sums.SelectMany(CellsOf).Where(seen.Add)];
        }

        return null;
    }

    private IEnumerable<int> CellsOf(int sum) => _system.Sums[sum].Parts.Append(_system.Sums[sum].Whole);
}
