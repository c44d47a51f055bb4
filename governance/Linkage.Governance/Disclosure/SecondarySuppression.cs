namespace Linkage.Governance.Disclosure;

/// <summary>
/// Hides further cells of the release until each hidden one is protected from every calculation over it and the releases before it (<see cref="OtherWorlds"/>). Hiding a cell only ever adds worlds, so a cell
/// that is protected once remains so, and when all is hidden everything is.
/// </summary>
internal sealed class SecondarySuppression
{
    private readonly IReadOnlyList<KnownTable> _tables;
    private readonly CountSystem _system;
    private readonly OtherWorlds _worlds;

    // What a reader has when nothing of the release is shown; null when nothing was released before.
    private readonly OtherWorlds? _nothing;
    private readonly int _minimumCell;
    private readonly HashSet<int> _protected = [];
    private readonly Dictionary<int, bool> _known = [];
    private readonly Dictionary<int, (long Down, long Up)?> _theirs = [];

    /// <param name="tables">The tables a reader will have: those of the release and those published before.</param>
    /// <param name="rounding">How the release is rounded.</param>
    /// <exception cref="ArgumentException">A table of the release crosses others in a ring.</exception>
    public SecondarySuppression(IReadOnlyList<KnownTable> tables, Rounding rounding)
    {
        (_tables, _system) = (tables, new CountSystem(tables));
        if (_system.Ring.Any(table => tables[table].IsNew))
        {
            throw new ArgumentException($"The tables {string.Join(", ", _system.Ring.Select(table => tables[table].Counts.Name))} cross each other in a ring.", nameof(tables));
        }

        _minimumCell = rounding.MinimumCell;
        _worlds = new OtherWorlds(_system, RoundingOf, cell => _system.Cells[cell] is not { Table: { } table } known || (tables[table].IsShown is { } shown ? !shown[known.Index] : known.Count < _minimumCell));
        if (tables.Any(table => !table.IsNew))
        {
            _nothing = new OtherWorlds(_system, RoundingOf, cell => _worlds.IsHidden(cell) || CanHide(cell));
        }

        Rounding RoundingOf(int cell) => _system.Cells[cell].Table is { } table ? tables[table].Rounding : rounding;
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

    /// <summary>How many different counts, less one, a reader must think possible for a cell, as far as found; people.</summary>
    public long WidthOf(int table, int index)
    {
        var (down, up) = _worlds.Range(_system.CellOf(table, index), _minimumCell);
        return down + up;
    }

    /// <summary>Hides what has to be hidden beside what is.</summary>
    /// <returns>How many cells were hidden.</returns>
    public int Complete()
    {
        var hidden = 0;
        var exposed = new Queue<int>(Enumerable.Range(0, _system.Cells.Count).Where(NeedsProtection));
        while (exposed.TryDequeue(out var cell))
        {
            // Where nothing is shown of all that hangs together with the cell, nothing tells of it. What earlier releases tell although nothing of this one is shown is
            // their own matter, and no reason to hide anything.
            if (_worlds.Protects(cell) || IsTheirs(cell) || Beside(cell) is not { } further)
            {
                _protected.Add(cell);
                continue;
            }

            _worlds.Hide(further);
            hidden++;
            exposed.Enqueue(further);
            exposed.Enqueue(cell);
        }

        return hidden;
    }

    private bool IsTheirs(int cell)
    {
        if (_nothing is null)
        {
            return false;
        }

        if (!_theirs.TryGetValue(cell, out var known))
        {
            _theirs[cell] = known = _nothing.ProtectsAfterAll(cell) ? null : _nothing.Range(cell, _minimumCell);
        }

        return known is { } theirs && _worlds.Range(cell, _minimumCell) is var told && told.Down >= theirs.Down && told.Up >= theirs.Up;
    }

    private bool CanHide(int cell) => _system.Cells[cell].Table is { } table && _tables[table].IsNew;

    private bool NeedsProtection(int cell) =>
        !_protected.Contains(cell)
        && _worlds.IsHidden(cell)
        && _system.Cells[cell].NeedsProtection
        && (_system.Cells[cell].Table is not null || _system.Cells[cell].Count < _minimumCell);

    // To hide what earlier releases tell anyway helps nobody.
    private bool IsKnown(int cell)
    {
        if (_nothing is null)
        {
            return false;
        }

        if (!_known.TryGetValue(cell, out var isKnown))
        {
            var (down, up) = _nothing.Range(cell, _minimumCell);
            _known[cell] = isKnown = down + up < _minimumCell - 1;
        }

        return isKnown;
    }

    // The cell to hide: of the sums with the fewest hidden cells the smallest one, and one whose other sums have hidden cells already before one that would need more.
    private int? Beside(int cell) => Beside(cell, c => !IsKnown(c)) ?? Beside(cell, _ => true);

    private int? Beside(int cell, Func<int, bool> helps)
    {
        var seen = new HashSet<int> { cell };
        for (List<int> from = [cell]; from.Count > 0;)
        {
            var sums = from.SelectMany(_system.SumsOf).Distinct().ToList();
            var shown = sums
                .Select(sum => (Sum: sum, Hidden: _worlds.HiddenBeside(sum, cell), Cells: CellsOf(sum).Where(c => CanHide(c) && !_worlds.IsHidden(c) && helps(c)).ToList()))
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
