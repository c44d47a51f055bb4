using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Linkage.Matching.Comparisons;

namespace Linkage.Matching.Scoring;

/// <summary>Goes through the pairs of pieces of work for one thread.</summary>
internal sealed class ScanWorker(PairScan scan, PairKernel kernel, ScanOptions options, PairScan.IVisitor? visitor, WaitingPairs? waiting)
{
    /// <summary>Records of a block whose rows are brought side by side before some of its pairs are compared.</summary>
    private const int GatheredFrom = 24;

    /// <summary>Blocks that are asked for in advance.</summary>
    private const int FetchedAhead = 2;

    private readonly PairWeights.Row? _weights = kernel.HasRareTests ? null : options.Weights?.ForWorker();
    private PairSieve? _sieve;
    private bool _asked;
    private int[] _rows = [];
    private int[] _codes = [];
    private int[] _changedFirst = [];
    private (int Place, int Block) _gathered = (-1, -1);
    private (int Place, int Block) _sieved = (-1, -1);

    /// <summary>Goes through a piece; returns the pairs found that no earlier rule holds.</summary>
    internal long Run(ScanPiece piece)
    {
        var found = 0L;
        var blocks = scan.Rules[piece.Place].Blocks;
        for (var block = piece.FirstBlock; block < piece.EndBlock; block++)
        {
            if (block + FetchedAhead < piece.EndBlock)
            {
                var next = blocks.RecordsOf(block + FetchedAhead);
                foreach (var record in next[..Math.Min(next.Length, GatheredFrom)])
                {
                    scan.Fetch(record, rules: piece.Place > 0);
                }
            }

            found += Block(piece.Place, block, piece.FirstRow, piece.EndRow);
        }

        return found;
    }

    private long Block(int place, int number, int firstRow, int endRow)
    {
        var block = scan.Rules[place].Blocks.RecordsOf(number);
        var exploded = scan.Exploded.Count > 0 && scan.Exploded[0].Place <= place;
        var lastRow = block.Length - 1;
        if (scan.Records.Changed is { } changed)
        {
            // Rows of records that did not change have nothing to be compared with that has not been.
            block = ChangedFirst(block, changed, out var rowsChanged);
            lastRow = Math.Min(lastRow, rowsChanged);
            if (firstRow >= lastRow)
            {
                return 0;
            }
        }
        else if (_weights is not null && !exploded && options.SampleOneIn == 1 && block.Length >= PairSieve.LeastRecords && Sieve() is { } sieve)
        {
            return Sieved(sieve, block, place, number, firstRow, endRow);
        }

        if (options.SampleOneIn > 1)
        {
            return Sampled(block, place, number, firstRow, Math.Min(endRow, lastRow), exploded);
        }

        var (width, ruleWidth) = (scan.Records.Width, place == 0 ? 0 : (place + 7) / 8 * 8);
        if (_gathered != (place, number))
        {
            Gather(block, width, ruleWidth);
            _gathered = (place, number);
        }

        ReadOnlySpan<int> rows = _rows;
        ReadOnlySpan<int> codes = _codes;
        var (rule, found) = (scan.Rules[place].Rule, 0L);
        // Codes of this rule and later ones may stand in the last vector; they do not count.
        var last = place % 8 == 0 ? ~0u : (1u << (place % 8)) - 1;
        for (var i = firstRow; i < Math.Min(endRow, lastRow); i++)
        {
            var left = rows.Slice(i * width, width);
            var leftCodes = codes.Slice(i * ruleWidth, ruleWidth);
            var partners = scan.Records.Partners[scan.Records.Datasets[block[i]]];
            _weights?.Take(block[i], left);
            for (var j = i + 1; j < block.Length; j++)
            {
                if ((!scan.EveryPairPermitted && ((partners >> scan.Records.Datasets[block[j]]) & 1) == 0)
                    || (ruleWidth > 0 && ShareABlock(leftCodes, codes.Slice(j * ruleWidth, ruleWidth), last))
                    || (exploded && ShareAnElement(block[i], block[j], place, number)))
                {
                    continue;
                }

                found++;
                if (visitor is null)
                {
                    continue;
                }

                if (block[i] < block[j])
                {
                    Compare(block[i], block[j], rule, left, rows.Slice(j * width, width));
                }
                else
                {
                    Compare(block[j], block[i], rule, rows.Slice(j * width, width), left);
                }
            }
        }

        return found;
    }

    /// <summary>One pair of so many: few enough that the rows are read where they are.</summary>
    private long Sampled(ReadOnlySpan<int> block, int place, int number, int firstRow, int endRow, bool exploded)
    {
        var (rule, found, step, ruleWidth) = (scan.Rules[place].Rule, 0L, options.SampleOneIn, place == 0 ? 0 : (place + 7) / 8 * 8);
        var last = place % 8 == 0 ? ~0u : (1u << (place % 8)) - 1;
        for (var i = firstRow; i < Math.Min(endRow, block.Length - 1); i++)
        {
            var l = block[i];
            for (var j = i + 1 + Start(l, number, rule, step); j < block.Length; j += step)
            {
                var r = block[j];
                if ((scan.EveryPairPermitted || ((scan.Records.Partners[scan.Records.Datasets[l]] >> scan.Records.Datasets[r]) & 1) == 1)
                    && !(ruleWidth > 0 && ShareABlock(RuleCodesOf(l, ruleWidth), RuleCodesOf(r, ruleWidth), last))
                    && !(exploded && ShareAnElement(l, r, place, number)))
                {
                    found++;
                    if (visitor is not null)
                    {
                        _weights?.Take(l, scan.Records.RowOf(l));
                        var (first, second) = l < r ? (l, r) : (r, l);
                        Compare(first, second, rule, scan.Records.RowOf(first), scan.Records.RowOf(second));
                    }
                }
            }
        }

        return found;
    }

    private ReadOnlySpan<int> RuleCodesOf(int record, int width) => MemoryMarshal.CreateReadOnlySpan(ref scan.RuleCodes[record * (long)scan.RuleWidth], width);

    /// <summary>Compares a pair and shows it to the visitor, unless it cannot matter. Comparisons are symmetric, so the weights may be those of either record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Compare(int left, int right, int rule, ReadOnlySpan<int> leftRow, ReadOnlySpan<int> rightRow)
    {
        if (waiting is not null)
        {
            waiting.Compare(left, right, rule, leftRow, rightRow);
        }
        else if (_weights is null)
        {
            visitor!.Visit(left, right, rule, kernel.Compare(leftRow, rightRow));
        }
        else if (kernel.Reaches(leftRow, rightRow, _weights.Levels, out var pattern))
        {
            visitor!.Visit(left, right, rule, pattern);
        }
    }

    /// <summary>The records of a block, the changed ones before the others.</summary>
    private ReadOnlySpan<int> ChangedFirst(ReadOnlySpan<int> block, bool[] changed, out int count)
    {
        if (_changedFirst.Length < block.Length)
        {
            _changedFirst = new int[block.Length];
        }

        count = 0;
        foreach (var rid in block)
        {
            count += changed[rid] ? 1 : 0;
        }

        var (first, rest) = (0, count);
        foreach (var rid in block)
        {
            _changedFirst[changed[rid] ? first++ : rest++] = rid;
        }

        return _changedFirst.AsSpan(0, block.Length);
    }

    private PairSieve? Sieve()
    {
        if (!_asked)
        {
            (_sieve, _asked) = (options.Weights!.SieveFor(scan, _weights!), true);
        }

        return _sieve;
    }

    private long Sieved(PairSieve sieve, ReadOnlySpan<int> block, int place, int number, int firstRow, int endRow)
    {
        if (_sieved != (place, number))
        {
            sieve.Gather(block, place);
            _sieved = (place, number);
        }

        var (rule, found, width) = (scan.Rules[place].Rule, 0L, scan.Records.Width);
        for (var i = firstRow; i < Math.Min(endRow, block.Length - 1); i++)
        {
            var left = scan.Records.RowOf(block[i]);
            _weights!.Take(block[i], left);
            var partners = sieve.PartnersOf(i, block.Length, out var pairs);
            found += pairs;
            if (partners.Length > 0 && block.Length >= GatheredFrom && _gathered != (place, number))
            {
                Gather(block, width, 0);
                _gathered = (place, number);
            }

            foreach (var j in partners)
            {
                var right = block.Length >= GatheredFrom ? _rows.AsSpan(j * width, width) : scan.Records.RowOf(block[j]);
                if (kernel.Reaches(left, right, _weights.Levels, out var pattern))
                {
                    visitor!.Visit(block[i], block[j], rule, pattern);
                }
            }
        }

        return found;
    }

    /// <summary>Where a sample begins within the partners of a record: it takes every so-manieth from there.</summary>
    private static int Start(int record, int block, int rule, int step)
    {
        var mixed = unchecked((ulong)(uint)record * 0x9E3779B97F4A7C15 + (ulong)(uint)rule * 0xD1B54A32D192ED03 + (uint)block * 0x8CB92BA72F3D8DD7);
        mixed = unchecked((mixed ^ (mixed >> 31)) * 0xBF58476D1CE4E5B9);
        return (int)((mixed >> 32) % (ulong)step);
    }

    private bool ShareAnElement(int left, int right, int place, int block)
    {
        foreach (var (at, elements) in scan.Exploded)
        {
            if (at <= place && elements.MeetBefore(left, right, at == place ? block : int.MaxValue))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Brings the rows of a block side by side.</summary>
    private void Gather(ReadOnlySpan<int> block, int width, int ruleWidth)
    {
        if (_rows.Length < block.Length * width)
        {
            _rows = new int[Math.Max(block.Length * width, 2 * _rows.Length)];
        }

        if (_codes.Length < block.Length * ruleWidth)
        {
            _codes = new int[Math.Max(block.Length * ruleWidth, 2 * _codes.Length)];
        }

        for (var i = 0; i < block.Length; i++)
        {
            if (i + GatheredFrom < block.Length)
            {
                scan.Fetch(block[i + GatheredFrom], ruleWidth > 0);
            }

            var at = block[i] * (long)width;
            MemoryMarshal.CreateReadOnlySpan(ref scan.Records.Codes[at], width).CopyTo(_rows.AsSpan(i * width));
            if (ruleWidth > 0)
            {
                MemoryMarshal.CreateReadOnlySpan(ref scan.RuleCodes[block[i] * (long)scan.RuleWidth], ruleWidth).CopyTo(_codes.AsSpan(i * ruleWidth));
            }
        }
    }

    /// <summary>Whether an earlier rule puts both in one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool ShareABlock(ReadOnlySpan<int> left, ReadOnlySpan<int> right, uint last)
    {
        ref var l = ref MemoryMarshal.GetReference(left);
        ref var r = ref MemoryMarshal.GetReference(right);
        var at = 0;
        for (; at < left.Length - 8; at += 8)
        {
            if (Same(ref l, ref r, at) != 0)
            {
                return true;
            }
        }

        return (Same(ref l, ref r, at) & last) != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Same(ref int left, ref int right, int at)
    {
        var l = Vector256.LoadUnsafe(ref left, (nuint)at);
        return Vector256.AndNot(Vector256.Equals(l, Vector256.LoadUnsafe(ref right, (nuint)at)), Vector256.Equals(l, Vector256<int>.Zero)).ExtractMostSignificantBits();
    }
}
