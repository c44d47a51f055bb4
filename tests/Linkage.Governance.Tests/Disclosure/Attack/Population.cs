using Linkage.Governance.Disclosure;

namespace Linkage.Governance.Tests.Disclosure.Attack;

/// <summary>
/// A made-up population counted by up to three dimensions and a mark that some of its people bear, with the tables somebody publishes of it. It knows of every published cell
/// which of the finest counts it adds up, which is all an attacker needs.
/// </summary>
internal sealed class Population
{
    private static readonly string[] Names = ["zone", "band", "sex"];
    private readonly int[] _sizes;
    private readonly int _half;

    private Population(int[] sizes, long[] counts)
    {
        (_sizes, Counts) = (sizes, counts);
        _half = sizes.Aggregate(1, (product, size) => product * size);
    }

    /// <summary>The finest counts: by all dimensions, without the mark and then with it.</summary>
    public long[] Counts { get; }

    public List<(CountTable Table, int[][] Adds)> Tables { get; } = [];

    /// <summary>Whether its tables are by each two of three dimensions and none is by all three.</summary>
    public bool HasRing => Tables.Any(Is("zone", "band")) && Tables.Any(Is("band", "sex")) && Tables.Any(Is("zone", "sex")) && !Tables.Any(Is("zone", "band", "sex"));

    /// <summary>A population and a choice of tables that follow from the random numbers alone.</summary>
    public static Population Of(Random random)
    {
        var dimensions = random.Next(1, 4);
        int[] sizes = [.. Enumerable.Range(0, dimensions).Select(dimension => random.Next(2, dimension == 0 ? 7 : dimensions == 3 ? 4 : 5))];
        var cells = sizes.Aggregate(1, (product, size) => product * size);
        var kind = random.Next(5);
        var counts = new long[cells * 2];
        for (var cell = 0; cell < counts.Length; cell++)
        {
            counts[cell] = kind switch
            {
                0 => random.Next(3) == 0 ? random.Next(25) : 0,
                1 => random.Next(15),
                2 => random.Next(6) == 0 ? random.Next(12) : random.Next(20, 200),
                3 => random.Next(10, 60),
                _ => random.Next(40),
            };
        }

        var population = new Population(sizes, counts);
        population.Choose(random);
        return population;
    }

    /// <summary>A population of these finest counts (without the mark), published as the tables of these dimensions: bit 0 the first dimension, and so on.</summary>
    public static Population With(int[] sizes, long[] counts, params int[] tables)
    {
        var population = new Population(sizes, counts);
        foreach (var mask in tables)
        {
            population.Add(mask, isMarkedOnly: false, isNested: false, coarse: false);
        }

        return population;
    }

    /// <summary>The same tables of the same people after some came, went or moved.</summary>
    public Population Later(Random random, int moves)
    {
        var later = new Population(_sizes, [.. Counts]);
        for (var move = 0; move < moves; move++)
        {
            later.Counts[random.Next(Counts.Length)]++;
            var from = random.Next(Counts.Length);
            later.Counts[from] = Math.Max(0, later.Counts[from] - random.Next(2));
        }

        later.Tables.AddRange(Tables.Select(table => (table.Table with { Cells = [.. table.Table.Cells.Zip(table.Adds, (cell, adds) => cell with { Count = adds.Sum(add => later.Counts[add]) })] }, table.Adds)));
        return later;
    }

    private static Func<(CountTable Table, int[][] Adds), bool> Is(params string[] names) =>
        table => table.Table.DimensionNames.Select(name => name == "district" ? "zone" : name).ToHashSet().SetEquals(names);

    private void Choose(Random random)
    {
        var all = (1 << _sizes.Length) - 1;
        var chosen = random.Next(3) switch
        {
            0 => Enumerable.Range(0, all + 1).ToList(),
            1 => [all, random.Next(all), random.Next(all)],
            _ => Enumerable.Range(0, all).Where(_ => random.Next(2) == 0).Append(random.Next(all + 1)).ToList(),
        };
        var isNested = random.Next(3) == 0;
        foreach (var mask in chosen.Distinct())
        {
            Add(mask, isMarkedOnly: false, isNested, coarse: false);
            if (isNested && (mask & 1) == 1 && random.Next(2) == 0)
            {
                Add(mask, isMarkedOnly: false, isNested: false, coarse: true);
            }
        }

        if (random.Next(3) == 0)
        {
            Add(chosen[random.Next(chosen.Count)], isMarkedOnly: true, isNested: false, coarse: false);
        }
    }

    // Zones lie within districts of two. The table of zones names the district beside each where the release knows districts.
    private void Add(int mask, bool isMarkedOnly, bool isNested, bool coarse)
    {
        var cells = new SortedDictionary<string, (List<string?> Values, List<int> Adds)>(StringComparer.Ordinal);
        for (var count = isMarkedOnly ? _half : 0; count < Counts.Length; count++)
        {
            List<string?> values = [];
            var rest = count % _half;
            for (var dimension = 0; dimension < _sizes.Length; dimension++)
            {
                var value = rest % _sizes[dimension];
                rest /= _sizes[dimension];
                if ((mask & (1 << dimension)) == 0)
                {
                    continue;
                }

                if (dimension == 0 && (isNested || coarse))
                {
                    values.Add($"d{value / 2}");
                }

                if (dimension != 0 || !coarse)
                {
                    values.Add($"{value}");
                }
            }

            var key = string.Join('|', values);
            if (!cells.TryGetValue(key, out var cell))
            {
                cells[key] = cell = (values, []);
            }

            cell.Adds.Add(count);
        }

        List<string> names = [];
        for (var dimension = 0; dimension < _sizes.Length; dimension++)
        {
            if ((mask & (1 << dimension)) != 0)
            {
                names.AddRange(dimension != 0 ? [Names[dimension]] : coarse ? ["district"] : isNested ? ["district", "zone"] : ["zone"]);
            }
        }

        var table = new CountTable(
            $"{string.Join('-', names)}{(isMarkedOnly ? " marked" : string.Empty)}{Tables.Count}",
            names,
            [.. cells.Values.Select(cell => new TableCell(cell.Values, cell.Adds.Sum(add => Counts[add])))]);
        Tables.Add((table, [.. cells.Values.Select(cell => cell.Adds.ToArray())]));
    }
}
