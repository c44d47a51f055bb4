namespace Linkage.Governance.Disclosure;

/// <summary>
/// What a reader knows of the tables' dimensions: those of one name mean the same, and where each value of one stands with a single value of another in every table
/// that has both, it lies within that one (a data zone within its ward), in tables that do not say so too.
/// </summary>
internal sealed class TableMargins
{
    private readonly IReadOnlyList<CountTable> _tables;
    private readonly Dictionary<(string Inner, string Outer), Dictionary<string, string?>> _within;
    private readonly Dictionary<(int Table, string Names), Dictionary<string, List<int>>> _groups = [];

    public TableMargins(IReadOnlyList<CountTable> tables)
    {
        _tables = tables;
        _within = Within(tables);
    }

    /// <summary>The dimensions of a table, with those that theirs lie within.</summary>
    public HashSet<string> DimensionsOf(int table)
    {
        var names = _tables[table].DimensionNames;
        return [.. names, .. _within.Where(within => names.Contains(within.Key.Inner) && KnowsAll(table, within.Key.Inner, within.Value)).Select(within => within.Key.Outer)];
    }

    /// <summary>The dimensions that both tables have by name.</summary>
    public IReadOnlyList<string> Named(int one, int other) =>
        [.. _tables[one].DimensionNames.Intersect(_tables[other].DimensionNames, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The dimensions that both tables have by name or because one lies within another.</summary>
    public IReadOnlyList<string> Known(int one, int other) =>
        [.. DimensionsOf(one).Intersect(DimensionsOf(other), StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Whether the table can be added up by these dimensions.</summary>
    public bool Has(int table, IReadOnlyList<string> dimensions) => dimensions.All(DimensionsOf(table).Contains);

    /// <summary>The cells of a table, by index, under each combination of values of these dimensions.</summary>
    public IReadOnlyDictionary<string, List<int>> Groups(int table, IReadOnlyList<string> dimensions)
    {
        var names = ReleaseLines.KeyOf(dimensions);
        if (!_groups.TryGetValue((table, names), out var groups))
        {
            groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
            Func<TableCell, string?>[] values = [.. dimensions.Select(name => ValueOf(table, name))];
            foreach (var (index, cell) in _tables[table].Cells.Index())
            {
                var key = ReleaseLines.KeyOf(values.Select(value => value(cell)));
                if (!groups.TryGetValue(key, out var cells))
                {
                    groups[key] = cells = [];
                }

                cells.Add(index);
            }

            _groups[(table, names)] = groups;
        }

        return groups;
    }

    private bool KnowsAll(int table, string inner, Dictionary<string, string?> outer)
    {
        var place = PlaceOf(table, inner);
        return _tables[table].Cells.All(cell => outer.ContainsKey(ReleaseLines.KeyOf([cell.Dimensions[place]])));
    }

    private Func<TableCell, string?> ValueOf(int table, string name)
    {
        var place = PlaceOf(table, name);
        if (place >= 0)
        {
            return cell => cell.Dimensions[place];
        }

        var (key, outer) = _within.First(within => within.Key.Outer == name && PlaceOf(table, within.Key.Inner) >= 0 && KnowsAll(table, within.Key.Inner, within.Value));
        var inner = PlaceOf(table, key.Inner);
        return cell => outer[ReleaseLines.KeyOf([cell.Dimensions[inner]])];
    }

    private int PlaceOf(int table, string name) => _tables[table].DimensionNames.ToList().IndexOf(name);

    private static Dictionary<(string, string), Dictionary<string, string?>> Within(IReadOnlyList<CountTable> tables)
    {
        var found = new Dictionary<(string, string), Dictionary<string, string?>>();
        var broken = new HashSet<(string, string)>();
        foreach (var table in tables)
        {
            foreach (var (inner, innerName) in table.DimensionNames.Index())
            {
                foreach (var (outer, outerName) in table.DimensionNames.Index().Where(outer => outer.Index != inner))
                {
                    var pair = (innerName, outerName);
                    var map = found.TryGetValue(pair, out var there) ? there : found[pair] = new Dictionary<string, string?>(StringComparer.Ordinal);
                    foreach (var cell in table.Cells.TakeWhile(_ => !broken.Contains(pair)))
                    {
                        var key = ReleaseLines.KeyOf([cell.Dimensions[inner]]);
                        if (!map.TryAdd(key, cell.Dimensions[outer]) && map[key] != cell.Dimensions[outer])
                        {
                            broken.Add(pair);
                        }
                    }
                }
            }
        }

        return found.Where(pair => !broken.Contains(pair.Key)).ToDictionary();
    }
}
