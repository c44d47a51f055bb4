using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Scoring;

/// <summary>
/// Goes through the partners of a record within a block eight at a time, by equality of codes alone: leaves out those that an earlier rule holds, and those
/// whose fields cannot weigh enough even where every test of values came out best. What stays is compared for certain. Of one worker.
/// </summary>
internal sealed class PairSieve
{
    /// <summary>Blocks of fewer records are not worth turning into columns.</summary>
    internal const int LeastRecords = 4;

    private const int Lanes = 8;

    /// <summary>Records that are asked for in advance.</summary>
    private const int FetchedAhead = 16;

    /// <summary>Columns for what the values of a field say beyond their codes.</summary>
    private const int PackedColumns = 3;

    /// <summary>What single precision may take from a sum of weights.</summary>
    private const float Tolerance = 2e-3f;

    private readonly PairScan _scan;
    private readonly LevelWeights _weights;
    private readonly Field[] _fields;
    private readonly int[] _places;
    private readonly Equality[] _equalities;
    private readonly (int Forename, int Surname) _names;
    private int[] _columns = [];
    private int[] _survivors = [];
    private int _stride;
    private int _rules;
    private int _extra;

    private PairSieve(PairScan scan, LevelWeights weights, List<Field> fields, List<Equality> equalities, List<int> places)
    {
        (_scan, _weights, _fields, _equalities, _places) = (scan, weights, [.. fields], [.. equalities], [.. places]);
        _names = weights.Names;
    }

    /// <summary>The sieve for weights, or null where a comparison has a test it does not know, or every pair matters.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="comparisons">The comparisons.</param>
    /// <param name="row">The weights of the worker.</param>
    /// <param name="average">The weights with values of average rarity.</param>
    internal static PairSieve? For(PairScan scan, IReadOnlyList<Comparison> comparisons, PairWeights.Row row, LevelWeights average)
    {
        if (row.Levels.Least < -1e5)
        {
            return null;
        }

        var (store, weights) = (scan.Records, row.Levels);
        var (fields, equalities, places) = (new List<Field>(), new List<Equality>(), new List<int>());
        int Column(int place)
        {
            if (!places.Contains(place))
            {
                places.Add(place);
            }

            return places.IndexOf(place);
        }

        foreach (var (index, comparison) in comparisons.Index())
        {
            var first = equalities.Count;
            var most = double.NegativeInfinity;
            foreach (var (at, level) in comparison.Levels.Index())
            {
                var cell = index * LevelWeights.Width + at + 1;
                if (level.Test is null or { IsOfValues: true })
                {
                    most = Math.Max(most, average.Exact[cell] + (at == 0 ? row.MostOf(index) : 0));
                }
                else if (PairsOf(level.Test, store) is { } pairs)
                {
                    equalities.AddRange(pairs.Select(p => new Equality(Column(p.Left), Column(p.Right), cell)));
                }
                else
                {
                    return null;
                }
            }

            // Where a name is taken for the other's surname, the second comparison counts as missing.
            if (comparison.Missing is MissingTest.EitherOrSwapped swapped)
            {
                equalities.Add(new Equality(Column(store.PlaceOf(swapped.Column)), Column(store.PlaceOf(swapped.Other)), index * LevelWeights.Width));
            }

            string[]? missing = comparison.Missing switch
            {
                MissingTest.Either m => [m.Column],
                MissingTest.EitherUnlessCrossed m => [m.Column],
                MissingTest.EitherOrSwapped m => [m.Column],
                MissingTest.All m => [.. m.Columns],
                _ => null,
            };
            if (missing is null)
            {
                return null;
            }

            double WeightOf(int level) => average.Exact[index * LevelWeights.Width + level] + (level == 1 ? row.MostOf(index) : 0);
            var dates = comparison.ValueColumn is { } date && comparison.Levels.Any(l => l.Test is LevelTest.DateDigitsAgree) ? PackedDates.Of(store.DictionaryOf(date), comparison.Levels, WeightOf) : null;
            var names = comparison.ValueColumn is { } name && dates is null && comparison.Levels[^1].Test is null
                ? PackedNames.Of(store.DictionaryOf(name), comparison.Levels, WeightOf(comparison.Levels.Count))
                : null;
            var values = dates is not null || names is not null ? Column(store.PlaceOf(comparison.ValueColumn!)) : -1;
            fields.Add(new Field((float)most, first, equalities.Count, [.. missing.Select(c => Column(store.PlaceOf(c)))], dates, names, values));
        }

        return new PairSieve(scan, weights, fields, equalities, places);
    }

    /// <summary>Turns a block into columns.</summary>
    internal void Gather(ReadOnlySpan<int> block, int place)
    {
        _rules = place;
        _stride = (block.Length + Lanes - 1) / Lanes * Lanes;
        _extra = _places.Length + _rules + 1;
        var columns = _extra + PackedColumns * _fields.Length;
        if (_columns.Length < columns * _stride)
        {
            _columns = new int[Math.Max(columns * _stride, 2 * _columns.Length)];
        }

        if (_survivors.Length < _stride)
        {
            _survivors = new int[Math.Max(_stride, 2 * _survivors.Length)];
        }

        var (codes, width, ruleCodes, ruleWidth) = (_scan.Records.Codes, _scan.Records.Width, _scan.RuleCodes, _scan.RuleWidth);
        for (var i = 0; i < block.Length; i++)
        {
            if (i + FetchedAhead < block.Length)
            {
                _scan.Fetch(block[i + FetchedAhead], _rules > 0);
            }

            var row = MemoryMarshal.CreateReadOnlySpan(ref codes[block[i] * (long)width], width);
            var at = i;
            foreach (var from in _places)
            {
                _columns[at] = row[from];
                at += _stride;
            }

            if (_rules > 0)
            {
                foreach (var code in MemoryMarshal.CreateReadOnlySpan(ref ruleCodes[block[i] * (long)ruleWidth], _rules))
                {
                    _columns[at] = code;
                    at += _stride;
                }
            }

            _columns[at] = _scan.Records.Datasets[block[i]];
            at += _stride;
            foreach (ref readonly var field in _fields.AsSpan())
            {
                if (field.Dates is { } dates)
                {
                    _columns[at] = dates.Of(_columns[field.Values * _stride + i]);
                }
                else if (field.Names is { } names)
                {
                    _columns[at] = names.LettersOf(_columns[field.Values * _stride + i]);
                    _columns[at + _stride] = names.SizeOf(_columns[field.Values * _stride + i]);
                    _columns[at + 2 * _stride] = names.FamiliesOf(_columns[field.Values * _stride + i]);
                }

                at += PackedColumns * _stride;
            }
        }
    }

    /// <summary>The partners of a record, after it in the block, that have to be compared; the weights are those of the record.</summary>
    /// <param name="i">The record's place in the block.</param>
    /// <param name="n">Records of the block.</param>
    /// <param name="found">Permitted partners that no earlier rule holds.</param>
    internal ReadOnlySpan<int> PartnersOf(int i, int n, out long found)
    {
        ref var columns = ref MemoryMarshal.GetArrayDataReference(_columns);
        var exact = _weights.Exact;
        var least = Vector256.Create((float)_weights.Least - Tolerance);
        var prior = Vector256.Create((float)_weights.Prior);
        var together = Vector256.Create((float)Math.Max(0, _weights.Together));
        var partners = _scan.Records.Partners[Unsafe.Add(ref columns, (_places.Length + _rules) * _stride + i)];
        var lanes = Vector256.Create(0, 1, 2, 3, 4, 5, 6, 7);
        var count = 0;
        found = 0;
        for (var at = (i + 1) / Lanes * Lanes; at < n; at += Lanes)
        {
            var number = lanes + Vector256.Create(at);
            var open = Vector256.GreaterThan(number, Vector256.Create(i)) & Vector256.LessThan(number, Vector256.Create(n));
            if (!_scan.EveryPairPermitted)
            {
                open &= Permitted(ref columns, partners, at);
            }

            for (var rule = 0; rule < _rules; rule++)
            {
                var column = (_places.Length + rule) * _stride;
                if (Unsafe.Add(ref columns, column + i) is not 0 and var code)
                {
                    open = Vector256.AndNot(open, Vector256.Equals(Vector256.LoadUnsafe(ref columns, (nuint)(column + at)), Vector256.Create(code)));
                }
            }

            var alive = open.ExtractMostSignificantBits();
            found += uint.PopCount(alive);
            if (alive == 0)
            {
                continue;
            }

            var most = prior;
            var forename = Vector256<int>.Zero;
            var surname = Vector256<int>.Zero;
            for (var f = 0; f < _fields.Length; f++)
            {
                ref readonly var field = ref _fields[f];
                var weight = Vector256.Create(field.Most);
                var packed = (_extra + PackedColumns * f) * _stride;
                if (field.Dates is not null)
                {
                    weight = field.Dates.Most(Unsafe.Add(ref columns, packed + i), Vector256.LoadUnsafe(ref columns, (nuint)(packed + at)));
                }
                else if (field.Names is not null)
                {
                    weight = field.Names.Most(
                        weight,
                        Unsafe.Add(ref columns, packed + i),
                        Unsafe.Add(ref columns, packed + _stride + i),
                        Unsafe.Add(ref columns, packed + 2 * _stride + i),
                        Vector256.LoadUnsafe(ref columns, (nuint)(packed + at)),
                        Vector256.LoadUnsafe(ref columns, (nuint)(packed + _stride + at)),
                        Vector256.LoadUnsafe(ref columns, (nuint)(packed + 2 * _stride + at)));
                }

                var missing = Vector256<int>.AllBitsSet;
                foreach (var column in field.Missing)
                {
                    // Comparable where any of the columns has a value on both sides.
                    if (Unsafe.Add(ref columns, column * _stride + i) != 0)
                    {
                        missing &= Vector256.Equals(Vector256.LoadUnsafe(ref columns, (nuint)(column * _stride + at)), Vector256<int>.Zero);
                    }
                }

                weight = Vector256.ConditionalSelect(missing.AsSingle(), Vector256<float>.Zero, weight);
                for (var e = field.FirstEquality; e < field.EndEquality; e++)
                {
                    ref readonly var equality = ref _equalities[e];
                    if (Unsafe.Add(ref columns, equality.Left * _stride + i) is not 0 and var code)
                    {
                        var same = Vector256.Equals(Vector256.LoadUnsafe(ref columns, (nuint)(equality.Right * _stride + at)), Vector256.Create(code));
                        weight = Vector256.ConditionalSelect(same.AsSingle(), Vector256.Max(weight, Vector256.Create((float)exact[equality.Cell])), weight);
                        forename = equality.Cell == _names.Forename * LevelWeights.Width + 1 ? same : forename;
                        surname = equality.Cell == _names.Surname * LevelWeights.Width + 1 ? same : surname;
                    }
                }

                most += weight;
            }

            most += together & (forename & surname).AsSingle();
            alive &= Vector256.GreaterThanOrEqual(most, least).ExtractMostSignificantBits();
            while (alive != 0)
            {
                _survivors[count++] = at + (int)uint.TrailingZeroCount(alive);
                alive &= alive - 1;
            }
        }

        return _survivors.AsSpan(0, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<int> Permitted(ref int columns, ulong partners, int at)
    {
        var dataset = Vector256.LoadUnsafe(ref columns, (nuint)((_places.Length + _rules) * _stride + at));
        var permitted = Vector256<int>.Zero;
        for (; partners != 0; partners &= partners - 1)
        {
            permitted |= Vector256.Equals(dataset, Vector256.Create((int)ulong.TrailingZeroCount(partners)));
        }

        return permitted;
    }

    /// <summary>Pairs of columns of which one at least must be equal for a test to hold; null for a test that is not known here.</summary>
    private static IReadOnlyList<(int Left, int Right)>? PairsOf(LevelTest test, RecordStore store)
    {
        (int, int) Both(string column) => (store.PlaceOf(column), store.PlaceOf(column));
        return test switch
        {
            LevelTest.Never => [],
            LevelTest.Same t => [Both(t.Column)],
            LevelTest.SameStart t => [(store.PlaceOf(t.Column, t.Cut), store.PlaceOf(t.Column, t.Cut))],
            LevelTest.SameAll { Columns.Count: > 0 } t => [Both(t.Columns[0])],
            LevelTest.SameAlone t => [Both(t.Column)],
            LevelTest.SameAddress t => [Both(t.Address), Both(t.HouseNumber)],
            LevelTest.Crossed t => [(store.PlaceOf(t.One), store.PlaceOf(t.Other))],
            LevelTest.CrossedInPart t => [(store.PlaceOf(t.One), store.PlaceOf(t.Other)), (store.PlaceOf(t.Other), store.PlaceOf(t.One))],
            _ => null,
        };
    }

    /// <summary>One comparison.</summary>
    /// <param name="Most">The most it can weigh where none of the equalities holds.</param>
    /// <param name="FirstEquality">Its first equality.</param>
    /// <param name="EndEquality">The one after its last.</param>
    /// <param name="Missing">Columns of which one must have a value on both sides for it to count.</param>
    /// <param name="Dates">Its values as dates, which tell more than <paramref name="Most"/>; or null.</param>
    /// <param name="Names">Its values as names; or null.</param>
    /// <param name="Values">The column of dates or names.</param>
    private readonly record struct Field(float Most, int FirstEquality, int EndEquality, int[] Missing, PackedDates? Dates, PackedNames? Names, int Values);

    /// <summary>Equality of codes that may give a level.</summary>
    /// <param name="Left">Column of the left record.</param>
    /// <param name="Right">Column of the right record.</param>
    /// <param name="Cell">The level's weight.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Equality(int Left, int Right, int Cell);
}
