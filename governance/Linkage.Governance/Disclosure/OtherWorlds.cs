namespace Linkage.Governance.Disclosure;

/// <summary>
/// Looks for other counts that would be published as the very same tables. Where a hidden cell can be nought in one such world and one below the minimum in another, no
/// reader can tell it, with whatever arithmetic: each world found is the proof. Where none is found the cell counts as exposed, so a search that gives up early
/// hides more, never less.
/// </summary>
internal sealed class OtherWorlds
{
    private const int MostSteps = 300;
    private const int MostLooked = 200;
    private const int MostTried = 6;
    private const int Deepest = 40;
    private const long Unbounded = long.MaxValue / 4;

    private readonly CountSystem _system;
    private readonly Func<int, Rounding> _rounding;
    private readonly int _largestBase;
    private readonly bool[] _hidden;
    private readonly long[] _change;
    private readonly long[] _gap;
    private readonly bool[] _moved;
    private readonly List<int> _moves = [];
    private readonly List<int> _open = [];
    private readonly HashSet<int> _touched = [];
    private readonly List<int>[] _hiddenParts;
    private int _patience = 1;
    private int _steps;

    /// <param name="system">What holds between the counts.</param>
    /// <param name="rounding">How a cell is rounded, and below which number it is small.</param>
    /// <param name="isHidden">Whether a cell is hidden to begin with.</param>
    public OtherWorlds(CountSystem system, Func<int, Rounding> rounding, Func<int, bool> isHidden)
    {
        _system = system;
        _rounding = rounding;
        _largestBase = Enumerable.Range(0, system.Cells.Count).Select(cell => rounding(cell).Base).DefaultIfEmpty(1).Max();
        _hidden = [.. Enumerable.Range(0, system.Cells.Count).Select(isHidden)];
        _change = new long[system.Cells.Count];
        _moved = new bool[system.Cells.Count];
        _gap = new long[system.Sums.Count];
        _hiddenParts = [.. system.Sums.Select(sum => sum.Parts.Where(part => _hidden[part]).ToList())];
    }

    public bool IsHidden(int cell) => _hidden[cell];

    public void Hide(int cell)
    {
        _hidden[cell] = true;
        foreach (var sum in _system.SumsOf(cell).Where(sum => _system.Sums[sum].Whole != cell))
        {
            _hiddenParts[sum].Add(cell);
        }
    }

    /// <summary>How many other hidden cells stand in the sum.</summary>
    public int HiddenBeside(int sum, int cell) =>
        _hiddenParts[sum].Count + (_hidden[_system.Sums[sum].Whole] ? 1 : 0) - (_hidden[cell] ? 1 : 0);

    /// <summary>
    /// Whether a hidden cell stays hidden: a small one can be each number below the minimum; one that is hidden for the sake of another has as many possible values.
    /// </summary>
    public bool Protects(int cell)
    {
        var count = _system.Cells[cell].Count;
        var most = _rounding(cell).MinimumCell - 1L;
        if (count <= most)
        {
            return Reach(cell, most - count) == most - count && Reach(cell, -count) == count;
        }

        var up = Reach(cell, most);
        return up == most || up + Reach(cell, up - most) == most;
    }

    /// <summary>As <see cref="Protects"/>, after a longer look: for where it matters that there is no world.</summary>
    public bool ProtectsAfterAll(int cell)
    {
        _patience = 8;
        try
        {
            return Protects(cell);
        }
        finally
        {
            _patience = 1;
        }
    }

    /// <summary>How much less and how much more than it is the cell is in worlds that were found, as far as matters; people.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="most">How far matters, each way.</param>
    public (long Down, long Up) Range(int cell, long most) => (Reach(cell, -Math.Min(most, _system.Cells[cell].Count)), Reach(cell, most));

    // As far towards the change as worlds are found; people.
    private long Reach(int cell, long change)
    {
        var sign = Math.Sign(change);
        var left = Math.Abs(change);
        for (var amount = left; amount > 0;)
        {
            if (Move(cell, sign * amount))
            {
                left -= amount;
                amount = Math.Min(amount, left);
            }
            else
            {
                amount /= 2;
            }
        }

        foreach (var touched in _touched)
        {
            _change[touched] = 0;
        }

        _touched.Clear();
        return Math.Abs(change) - left;
    }

    private bool Move(int cell, long amount)
    {
        if (!HasRoom(cell, amount))
        {
            return false;
        }

        _steps = MostSteps * _patience;
        Change(cell, amount);
        var found = Balance(Deepest);
        foreach (var moved in _moves)
        {
            _moved[moved] = false;
        }

        _moves.Clear();
        if (!found)
        {
            Undo(cell, amount);
        }

        return found;
    }

    private bool Balance(int depth)
    {
        if (_open.Count == 0)
        {
            return true;
        }

        if (depth == 0 || --_steps < 0)
        {
            return false;
        }

        var sum = _open.MinBy(open => _system.Sums[open].Parts.Length);
        foreach (var (cell, amount) in Candidates(sum))
        {
            Change(cell, amount);
            if (Balance(depth - 1))
            {
                return true;
            }

            _moved[cell] = false;
            _moves.Remove(cell);
            Undo(cell, amount);
            if (_steps < 0)
            {
                return false;
            }
        }

        return false;
    }

    private (int Cell, long Amount)[] Candidates(int sum)
    {
        var (whole, parts) = (_system.Sums[sum].Whole, _system.Sums[sum].Parts);
        var gap = _gap[sum];
        var cells = _hiddenParts[sum].Take(MostLooked);
        if (Math.Abs(gap) < _largestBase)
        {
            cells = cells.Concat(parts.Where(part => !_hidden[part] && HasRoom(part, gap)).Take(MostLooked));
        }

        return [.. cells.Select(part => (Cell: part, Amount: gap)).Append((Cell: whole, Amount: -gap))
            .Where(step => !_moved[step.Cell] && HasRoom(step.Cell, step.Amount))
            .Select(step => (Step: step, Opened: Opened(step.Cell, step.Amount, sum)))
            .OrderBy(step => step.Opened).ThenBy(step => _hidden[step.Step.Cell] ? 0 : 1).ThenByDescending(step => _system.Cells[step.Step.Cell].Count)
            .Take(MostTried)
            .Select(step => step.Step)];
    }

    // Sums that the step would put out of balance, less those it would put right.
    private int Opened(int cell, long amount, int beside)
    {
        var opened = 0;
        foreach (var sum in _system.SumsOf(cell).Where(sum => sum != beside))
        {
            var gap = _gap[sum] + (_system.Sums[sum].Whole == cell ? amount : -amount);
            opened += (gap != 0 ? 1 : 0) - (_gap[sum] != 0 ? 1 : 0);
        }

        return opened;
    }

    private bool HasRoom(int cell, long amount)
    {
        var count = _system.Cells[cell].Count;
        var then = count + _change[cell] + amount;
        if (_hidden[cell])
        {
            return then >= 0 && then < Unbounded;
        }

        var (low, high) = _rounding(cell).Counts(count);
        return then >= low && then <= high;
    }

    private void Change(int cell, long amount)
    {
        _moved[cell] = true;
        _moves.Add(cell);
        _touched.Add(cell);
        Apply(cell, amount);
    }

    private void Undo(int cell, long amount) => Apply(cell, -amount);

    private void Apply(int cell, long amount)
    {
        _change[cell] += amount;
        foreach (var sum in _system.SumsOf(cell))
        {
            var before = _gap[sum];
            _gap[sum] += _system.Sums[sum].Whole == cell ? amount : -amount;
            if (before == 0)
            {
                _open.Add(sum);
            }
            else if (_gap[sum] == 0)
            {
                _open.Remove(sum);
            }
        }
    }
}
