using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Linkage.Matching.Blocking;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Scoring;

/// <summary>
/// Goes through the pairs of all blocks with every core, comparing as it goes: nothing is kept of a pair but what the visitor takes. A pair belongs to
/// the first rule that finds it. The memory taken does not grow with the number of pairs.
/// </summary>
internal sealed class PairScan
{
    /// <summary>Pairs of one piece of work: small enough to share out evenly and to stop soon.</summary>
    private const long PairsPerTask = 400_000;

    private readonly RecordStore _records;
    private readonly PairKernel[] _kernels;
    private readonly int _threads;
    private readonly bool _everyPairPermitted;
    private readonly int _ruleWidth;
    private readonly int[] _ruleCodes;
    private readonly List<(int Rule, Blocks Blocks)> _rules = [];

    /// <summary>Prepares a scan.</summary>
    /// <param name="records">The records.</param>
    /// <param name="kernel">The comparisons.</param>
    /// <param name="rules">Most rules there can be.</param>
    /// <param name="threads">Workers.</param>
    internal PairScan(RecordStore records, PairKernel kernel, int rules, int threads)
    {
        _records = records;
        _threads = threads;
        _kernels = [.. Enumerable.Range(0, threads).Select(worker => worker == 0 ? kernel : kernel.ForWorker())];
        // Whole vectors of rule codes, so that earlier rules are looked at eight at a time.
        _ruleWidth = (rules + 7) / 8 * 8;
        _ruleCodes = new int[(long)records.Count * _ruleWidth];
        var datasets = records.Datasets.Length == 0 ? 0 : 1 + records.Datasets.Max();
        _everyPairPermitted = Enumerable.Range(0, datasets).All(d => (records.Partners[d] & ((1UL << datasets) - 1)) == (1UL << datasets) - 1);
    }

    /// <summary>What takes compared pairs. One a worker.</summary>
    internal interface IVisitor
    {
        /// <summary>A pair, the lesser record on the left.</summary>
        void Visit(int left, int right, int rule, long pattern);
    }

    /// <summary>Adds a rule's blocks; its pairs are those no earlier rule holds.</summary>
    internal void Add(int rule, Blocks blocks)
    {
        var place = _rules.Count;
        for (var block = 0; block < blocks.Count; block++)
        {
            foreach (var rid in blocks.RecordsOf(block))
            {
                _ruleCodes[rid * (long)_ruleWidth + place] = block + 1;
            }
        }

        _rules.Add((rule, blocks));
    }

    /// <summary>Goes through the pairs of the rule added last.</summary>
    /// <param name="sampleOneIn">Compares one pair of so many, chosen by the records alone; 1 compares all.</param>
    /// <param name="visitors">One visitor a worker.</param>
    /// <param name="cancellationToken">Stops between pieces of work.</param>
    /// <returns>Pairs that no earlier rule holds, compared or not.</returns>
    internal long RunLast(int sampleOneIn, IReadOnlyList<IVisitor> visitors, CancellationToken cancellationToken) =>
        Run(_rules.Count - 1, sampleOneIn, visitors, cancellationToken);

    /// <summary>Goes through the pairs of all rules.</summary>
    internal long RunAll(IReadOnlyList<IVisitor> visitors, Action<long>? done, CancellationToken cancellationToken)
    {
        var pairs = 0L;
        for (var place = 0; place < _rules.Count; place++)
        {
            pairs += Run(place, 1, visitors, cancellationToken);
            done?.Invoke(pairs);
        }

        return pairs;
    }

    /// <summary>Rules whose blocks were added, in the order of their places.</summary>
    internal IReadOnlyList<int> Rules => [.. _rules.Select(r => r.Rule)];

    /// <summary>Whether the rule at a place puts both records in one block.</summary>
    internal bool Holds(int place, int left, int right) =>
        _ruleCodes[left * (long)_ruleWidth + place] is > 0 and var block && block == _ruleCodes[right * (long)_ruleWidth + place];

    /// <summary>Workers the scan uses.</summary>
    internal int Workers => _threads;

    private long Run(int place, int sampleOneIn, IReadOnlyList<IVisitor> visitors, CancellationToken cancellationToken)
    {
        var tasks = Tasks(_rules[place].Blocks);
        var next = -1;
        var found = new long[_threads];
        void Work(int worker)
        {
            var waiting = _kernels[worker].AsksSql ? new WaitingPairs(_kernels[worker], _records, visitors[worker], cancellationToken) : null;
            var runner = new Worker(this, _kernels[worker], place, sampleOneIn, visitors[worker], waiting);
            for (var task = Interlocked.Increment(ref next); task < tasks.Count; task = Interlocked.Increment(ref next))
            {
                cancellationToken.ThrowIfCancellationRequested();
                runner.Run(tasks[task]);
            }

            waiting?.Flush();
            found[worker] = runner.Found;
        }

        if (_threads == 1 || tasks.Count <= 1)
        {
            Work(0);
        }
        else
        {
            Share(Work, cancellationToken);
        }

        return found.Sum();
    }

    /// <summary>One worker a thread. What stops a worker is thrown as it is: a full disk stays a full disk, and a cancelled scan is a cancelled scan.</summary>
    private void Share(Action<int> work, CancellationToken cancellationToken)
    {
        try
        {
            Parallel.For(0, _threads, new ParallelOptions { MaxDegreeOfParallelism = _threads, CancellationToken = cancellationToken }, work);
        }
        catch (AggregateException several)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(several.Flatten().InnerExceptions[0]);
        }
    }

    /// <summary>Runs of small blocks, and parts of the rows of large ones.</summary>
    private static List<Piece> Tasks(Blocks blocks)
    {
        var tasks = new List<Piece>();
        var (first, pairs) = (0, 0L);
        for (var block = 0; block < blocks.Count; block++)
        {
            var n = (long)blocks.RecordsOf(block).Length;
            var all = n * (n - 1) / 2;
            if (all > 2 * PairsPerTask)
            {
                if (block > first)
                {
                    tasks.Add(new Piece(first, block, 0, int.MaxValue));
                }

                var rows = (int)Math.Max(1, PairsPerTask / n);
                for (var row = 0; row < n; row += rows)
                {
                    tasks.Add(new Piece(block, block + 1, row, row + rows));
                }

                (first, pairs) = (block + 1, 0);
            }
            else if ((pairs += all) > PairsPerTask)
            {
                tasks.Add(new Piece(first, block + 1, 0, int.MaxValue));
                (first, pairs) = (block + 1, 0);
            }
        }

        if (first < blocks.Count)
        {
            tasks.Add(new Piece(first, blocks.Count, 0, int.MaxValue));
        }

        return tasks;
    }

    private readonly record struct Piece(int FirstBlock, int EndBlock, int FirstRow, int EndRow);

    private sealed class Worker(PairScan scan, PairKernel kernel, int place, int sampleOneIn, IVisitor visitor, WaitingPairs? waiting)
    {
        private readonly int _rule = scan._rules[place].Rule;
        private int[] _rows = [];
        private int[] _codes = [];

        internal long Found { get; private set; }

        internal void Run(Piece piece)
        {
            for (var block = piece.FirstBlock; block < piece.EndBlock; block++)
            {
                Block(scan._rules[place].Blocks.RecordsOf(block), piece.FirstRow, piece.EndRow);
            }
        }

        private void Block(ReadOnlySpan<int> block, int firstRow, int endRow)
        {
            var (width, ruleWidth) = (scan._records.Width, place == 0 ? 0 : (place + 7) / 8 * 8);
            Gather(block, width, ruleWidth);
            ReadOnlySpan<int> rows = _rows;
            ReadOnlySpan<int> codes = _codes;
            for (var i = firstRow; i < Math.Min(endRow, block.Length - 1); i++)
            {
                var left = rows.Slice(i * width, width);
                var leftCodes = codes.Slice(i * ruleWidth, ruleWidth);
                var partners = scan._records.Partners[scan._records.Datasets[block[i]]];
                for (var j = i + 1; j < block.Length; j++)
                {
                    if ((!scan._everyPairPermitted && ((partners >> scan._records.Datasets[block[j]]) & 1) == 0)
                        || (ruleWidth > 0 && ShareABlock(leftCodes, codes.Slice(j * ruleWidth, ruleWidth), place)))
                    {
                        continue;
                    }

                    Found++;
                    if (sampleOneIn != 1 && !Sampled(block[i], block[j]))
                    {
                        continue;
                    }

                    if (waiting is not null)
                    {
                        waiting.Compare(block[i], block[j], _rule, left, rows.Slice(j * width, width));
                    }
                    else
                    {
                        visitor.Visit(block[i], block[j], _rule, kernel.Compare(left, rows.Slice(j * width, width)));
                    }
                }
            }
        }

        /// <summary>Brings the rows of a block side by side.</summary>
        private void Gather(ReadOnlySpan<int> block, int width, int ruleWidth)
        {
            if (_rows.Length < block.Length * width)
            {
                _rows = new int[block.Length * width];
            }

            if (_codes.Length < block.Length * ruleWidth)
            {
                _codes = new int[block.Length * ruleWidth];
            }

            for (var i = 0; i < block.Length; i++)
            {
                var at = block[i] * (long)width;
                MemoryMarshal.CreateReadOnlySpan(ref scan._records.Codes[at], width).CopyTo(_rows.AsSpan(i * width));
                if (ruleWidth > 0)
                {
                    MemoryMarshal.CreateReadOnlySpan(ref scan._ruleCodes[block[i] * (long)scan._ruleWidth], ruleWidth).CopyTo(_codes.AsSpan(i * ruleWidth));
                }
            }
        }

        private bool Sampled(int left, int right) =>
            BitOperations.RotateLeft(((ulong)(uint)left << 32 | (uint)right) * 0x9E3779B97F4A7C15, 29) * 0xBF58476D1CE4E5B9 >> 32 is var mixed && mixed % (ulong)sampleOneIn == 0;

        /// <summary>Whether an earlier rule puts both in one block. Codes of this rule and later ones may stand in the last vector; they do not count.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static bool ShareABlock(ReadOnlySpan<int> left, ReadOnlySpan<int> right, int earlier)
        {
            for (var at = 0; at < earlier; at += 8)
            {
                var l = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(left), (nuint)at);
                var r = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(right), (nuint)at);
                var same = Vector256.AndNot(Vector256.Equals(l, r), Vector256.Equals(l, Vector256<int>.Zero)).ExtractMostSignificantBits();
                if (earlier - at < 8)
                {
                    same &= (1u << (earlier - at)) - 1;
                }

                if (same != 0)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
