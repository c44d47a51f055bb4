namespace Linkage.Governance.Disclosure;

/// <summary>
/// All that a reader knows to hold between the counts of a release: which cells add up to which figure, which tables count the same people, and which counts some of those
/// that another does. Numbers that no table prints but that can be reasoned about (a margin of two tables that have nothing else in common, the people a smaller
/// table leaves out) are cells of their own, which are never shown. Between tables of different times a figure that has not changed is taken for the same one; for the
/// others nothing can be added or subtracted, since people came and went (<see cref="ReleaseChanges"/>).
/// </summary>
internal sealed class CountSystem
{
    private readonly List<Cell> _cells = [];
    private readonly List<Sum> _sums = [];
    private readonly List<List<int>> _sumsOf = [];
    private readonly int[] _first;
    private readonly IReadOnlyList<KnownTable> _known;
    private readonly IReadOnlyList<CountTable> _tables;
    private readonly TableMargins _margins;
    private readonly Dictionary<(int Table, string Names, string Key), int> _marginCells = [];

    /// <param name="known">The tables a reader has.</param>
    public CountSystem(IReadOnlyList<KnownTable> known)
    {
        CountTable[] tables = [.. known.Select(table => table.Counts)];
        (_known, _tables) = (known, tables);
        _margins = new TableMargins(tables);
        _first = new int[tables.Length];
        foreach (var (table, counts) in tables.Index())
        {
            _first[table] = _cells.Count;
            foreach (var (index, cell) in counts.Cells.Index())
            {
                Add(new Cell(cell.Count, table, index, NeedsProtection: true));
            }
        }

        Relate();
    }

    public IReadOnlyList<Cell> Cells => _cells;

    public IReadOnlyList<Sum> Sums => _sums;

    /// <summary>The sums a cell is part or whole of.</summary>
    public IReadOnlyList<int> SumsOf(int cell) => _sumsOf[cell];

    /// <summary>
    /// Tables of the same people that cross each other in a ring, such as ward by age, age by sex and sex by ward; empty when there are none. Such tables together tell more
    /// than any two of them, and how much nobody can say without the counts by all of their dimensions.
    /// </summary>
    public IReadOnlyList<int> Ring { get; private set; } = [];

    public int CellOf(int table, int index) => _first[table] + index;

    private int Add(Cell cell)
    {
        _cells.Add(cell);
        _sumsOf.Add([]);
        return _cells.Count - 1;
    }

    private void AddSum(int whole, IReadOnlyList<int> parts)
    {
        foreach (var cell in parts.Prepend(whole))
        {
            _sumsOf[cell].Add(_sums.Count);
        }

        _sums.Add(new Sum(whole, [.. parts]));
    }

    // The closest relations first, so that one that follows from two others is left out: a sum written twice hides the ways in which numbers could be otherwise.
    private void Relate()
    {
        var pairs = Enumerable.Range(0, _tables.Count)
            .SelectMany(one => Enumerable.Range(one + 1, _tables.Count - one - 1).Select(other => (One: one, Other: other)))
            .SelectMany(pair => new[] { _margins.Known(pair.One, pair.Other), _margins.Named(pair.One, pair.Other) }
                .DistinctBy(ReleaseLines.KeyOf).Select(by => (pair.One, pair.Other, By: by)))
            .OrderByDescending(pair => pair.By.Count).ThenBy(pair => _tables[pair.One].Cells.Count + _tables[pair.Other].Cells.Count);
        var kept = new Dictionary<(int, int), Relation>();
        int[] people = [.. Enumerable.Range(0, _tables.Count)];
        foreach (var (one, other, by) in pairs)
        {
            if (!kept.ContainsKey((one, other)) && !Follows(one, other, by, kept))
            {
                var relation = Relate(one, other, by);
                if (relation != Relation.None)
                {
                    kept[(one, other)] = kept[(other, one)] = relation;
                    if (relation == Relation.Same || (relation != Relation.PartOf || by.Count > 0) && _known[one].IsOfOneTimeWith(_known[other]))
                    {
                        var (from, to) = (people[one], people[other]);
                        people = [.. people.Select(group => group == from ? to : group)];
                    }
                }
            }
        }

        Ring = [.. people.Index().GroupBy(table => table.Item).SelectMany(group => RingOf([.. group.Select(table => table.Index)]))];
    }

    // What neither shrinks by a dimension of its own nor lies within another is a ring (Graham, Yu and Ozsoyoglu).
    private List<int> RingOf(List<int> tables)
    {
        var dimensions = tables.ToDictionary(table => table, table => _margins.DimensionsOf(table));
        for (var shrank = true; shrank;)
        {
            shrank = dimensions.Values.Select(own => own.RemoveWhere(name => dimensions.Values.Count(other => other.Contains(name)) == 1)).Sum() > 0;
            if (dimensions.Keys.FirstOrDefault(table => dimensions.Any(other => other.Key != table && dimensions[table].IsSubsetOf(other.Value)), -1) is >= 0 and var within)
            {
                shrank = dimensions.Remove(within);
            }
        }

        return dimensions.Count > 1 ? [.. dimensions.Keys.Order()] : [];
    }

    private bool Follows(int one, int other, IReadOnlyList<string> by, Dictionary<(int, int), Relation> kept) =>
        Enumerable.Range(0, _tables.Count).Any(middle =>
            kept.TryGetValue((one, middle), out var first)
            && kept.TryGetValue((middle, other), out var second)
            && (first, second) is (Relation.Same, not Relation.Some) or (not Relation.Some, Relation.Same)
            && _margins.Has(middle, by));

    private Relation Relate(int one, int other, IReadOnlyList<string> by)
    {
        var left = _margins.Groups(one, by);
        var right = _margins.Groups(other, by);
        string[] both = [.. left.Keys.Where(right.ContainsKey).Order(StringComparer.Ordinal)];
        if (both.Length == 0)
        {
            return Relation.None;
        }

        long[] differences = [.. both.Select(key => PeopleIn(one, left[key]) - PeopleIn(other, right[key]))];
        if (differences.All(difference => difference == 0))
        {
            foreach (var key in both)
            {
                Equal(one, other, by, key, left[key], right[key]);
            }

            return left.Where(group => !right.ContainsKey(group.Key)).All(group => PeopleIn(one, group.Value) == 0)
                && right.Where(group => !left.ContainsKey(group.Key)).All(group => PeopleIn(other, group.Value) == 0)
                ? Relation.Same
                : Relation.Some;
        }

        if (_known[one].IsOfOneTimeWith(_known[other]) && (differences.All(difference => difference >= 0) || differences.All(difference => difference <= 0)))
        {
            foreach (var (key, difference) in both.Zip(differences))
            {
                var larger = MarginOf(difference >= 0 && differences.Any(d => d > 0) ? one : other, by, key);
                var smaller = MarginOf(difference >= 0 && differences.Any(d => d > 0) ? other : one, by, key);
                AddSum(larger, [smaller, Add(new Cell(Math.Abs(difference), null, 0, NeedsProtection: true))]);
            }

            return Relation.PartOf;
        }

        foreach (var (key, _) in both.Zip(differences).Where(pair => pair.Second == 0))
        {
            Equal(one, other, by, key, left[key], right[key]);
        }

        return Relation.Some;
    }

    private void Equal(int one, int other, IReadOnlyList<string> by, string key, List<int> left, List<int> right)
    {
        if (left.Count == 1)
        {
            AddSum(CellOf(one, left[0]), [.. right.Select(index => CellOf(other, index))]);
        }
        else if (right.Count == 1)
        {
            AddSum(CellOf(other, right[0]), [.. left.Select(index => CellOf(one, index))]);
        }
        else
        {
            AddSum(MarginOf(one, by, key), [MarginOf(other, by, key)]);
        }
    }

    private int MarginOf(int table, IReadOnlyList<string> by, string key)
    {
        var cells = _margins.Groups(table, by)[key];
        if (cells.Count == 1)
        {
            return CellOf(table, cells[0]);
        }

        var place = (table, ReleaseLines.KeyOf(by), key);
        if (!_marginCells.TryGetValue(place, out var margin))
        {
            _marginCells[place] = margin = Add(new Cell(PeopleIn(table, cells), null, 0, NeedsProtection: false));
            AddSum(margin, [.. cells.Select(index => CellOf(table, index))]);
        }

        return margin;
    }

    private long PeopleIn(int table, List<int> cells) => cells.Sum(index => _tables[table].Cells[index].Count);

    /// <summary>A count.</summary>
    /// <param name="Count">The true number of people.</param>
    /// <param name="Table">The table that prints it; null when none does.</param>
    /// <param name="Index">Its place in the table.</param>
    /// <param name="NeedsProtection">Whether it counts people of whom something would be told, when it is small.</param>
    internal sealed record Cell(long Count, int? Table, int Index, bool NeedsProtection);

    /// <summary>Cells that add up to another.</summary>
    /// <param name="Whole">The cell they add up to.</param>
    /// <param name="Parts">The cells.</param>
    internal sealed record Sum(int Whole, int[] Parts);

    private enum Relation
    {
        None,
        Some,
        PartOf,
        Same,
    }
}
