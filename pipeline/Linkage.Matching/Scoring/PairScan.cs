using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.Intrinsics.X86;
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
    private readonly PairKernel[] _kernels;
    private readonly List<(int Rule, Blocks Blocks)> _rules = [];
    private readonly List<(int Place, SharedElements Elements)> _exploded = [];

    /// <summary>Prepares a scan.</summary>
    /// <param name="records">The records.</param>
    /// <param name="kernel">The comparisons.</param>
    /// <param name="rules">Most rules there can be.</param>
    /// <param name="threads">Workers.</param>
    internal PairScan(RecordStore records, PairKernel kernel, int rules, int threads)
    {
        Records = records;
        Workers = threads;
        _kernels = [.. Enumerable.Range(0, threads).Select(worker => worker == 0 ? kernel : kernel.ForWorker())];
        // Whole vectors of rule codes, so that earlier rules are looked at eight at a time.
        RuleWidth = (rules + 7) / 8 * 8;
        RuleCodes = new int[(long)records.Count * RuleWidth];
        var datasets = records.Datasets.Length == 0 ? 0 : 1 + records.Datasets.Max();
        EveryPairPermitted = Enumerable.Range(0, datasets).All(d => (records.Partners[d] & ((1UL << datasets) - 1)) == (1UL << datasets) - 1);
    }

    /// <summary>What takes compared pairs. One a worker.</summary>
    internal interface IVisitor
    {
        /// <summary>A pair, the lesser record on the left.</summary>
        void Visit(int left, int right, int rule, long pattern);
    }

    /// <summary>Workers the scan uses.</summary>
    internal int Workers { get; }

    /// <summary>The records.</summary>
    internal RecordStore Records { get; }

    /// <summary>The comparisons, for one thread.</summary>
    internal PairKernel Kernel => _kernels[0];

    /// <summary>Codes of a record in <see cref="RuleCodes"/>.</summary>
    internal int RuleWidth { get; }

    /// <summary>By record and rule: the number of the block, from 1; 0 for none, and where the rule takes a list apart.</summary>
    internal int[] RuleCodes { get; }

    /// <summary>Whether datasets need not be looked at.</summary>
    internal bool EveryPairPermitted { get; }

    /// <summary>The rules in order, with the blocks that are compared.</summary>
    internal IReadOnlyList<(int Rule, Blocks Blocks)> Rules => _rules;

    /// <summary>Rules that take a list apart, by place.</summary>
    internal IReadOnlyList<(int Place, SharedElements Elements)> Exploded => _exploded;

    /// <summary>Adds a rule's blocks; its pairs are those no earlier rule holds.</summary>
    internal void Add(int rule, Blocks blocks)
    {
        var place = _rules.Count;
        if (blocks.IsExploded)
        {
            _exploded.Add((place, new SharedElements(blocks, Records.Count)));
        }
        else
        {
            for (var block = 0; block < blocks.Count; block++)
            {
                foreach (var rid in blocks.RecordsOf(block))
                {
                    RuleCodes[rid * (long)RuleWidth + place] = block + 1;
                }
            }
        }

        _rules.Add((rule, blocks));
    }

    /// <summary>About how many pairs of the rule added last no earlier rule holds, from a sample chosen by the records alone.</summary>
    /// <param name="sampleOneIn">Looks at one pair of so many; 1 counts all.</param>
    /// <param name="cancellationToken">Stops between pieces of work.</param>
    internal long CountLast(int sampleOneIn, CancellationToken cancellationToken) =>
        Run(ScanPiece.Of(_rules.Count - 1, _rules[^1].Blocks), new ScanOptions(sampleOneIn), [], null, cancellationToken).Sum() * sampleOneIn;

    /// <summary>Whether the rule at a place puts both records in one block.</summary>
    internal bool Holds(int place, int left, int right)
    {
        foreach (var (at, elements) in _exploded)
        {
            if (at == place)
            {
                return elements.MeetBefore(left, right, int.MaxValue);
            }
        }

        return RuleCodes[left * (long)RuleWidth + place] is > 0 and var block && block == RuleCodes[right * (long)RuleWidth + place];
    }

    /// <summary>The work of all rules, in order.</summary>
    internal List<ScanPiece> Pieces() => [.. _rules.Index().SelectMany(r => ScanPiece.Of(r.Index, r.Item.Blocks))];

    /// <summary>The pattern of each pair, in the order of the pairs, by all workers.</summary>
    internal long[] Patterns(IReadOnlyList<(int Left, int Right)> pairs, CancellationToken cancellationToken)
    {
        if (Workers == 1 || _kernels[0].AsksSql)
        {
            return NamedPairs.Patterns(_kernels[0], Records, pairs, cancellationToken);
        }

        var patterns = new long[pairs.Count];
        Share(
            worker =>
            {
                var (first, end) = ((int)(pairs.Count * (long)worker / Workers), (int)(pairs.Count * (worker + 1L) / Workers));
                for (var at = first; at < end; at++)
                {
                    patterns[at] = _kernels[worker].Compare(Records.RowOf(pairs[at].Left), Records.RowOf(pairs[at].Right));
                }
            },
            cancellationToken);
        return patterns;
    }

    /// <summary>Asks the processor for what will be looked at of a record soon. A block's records lie far apart in memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal unsafe void Fetch(int record, bool rules)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        var codes = (int*)Unsafe.AsPointer(ref Records.Codes[record * (long)Records.Width]);
        Sse.Prefetch0(codes);
        Sse.Prefetch0(codes + Records.Width - 1);
        if (rules)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref RuleCodes[record * (long)RuleWidth]));
        }
    }

    /// <summary>Goes through the pairs of some pieces.</summary>
    /// <param name="pieces">The pieces.</param>
    /// <param name="options">Which pairs are compared, and how far.</param>
    /// <param name="visitors">One visitor a worker; none, and nothing is compared.</param>
    /// <param name="done">Told of the pairs found so far, in order and by one thread at a time; may be null.</param>
    /// <param name="cancellationToken">Stops between pieces of work.</param>
    /// <returns>By rule: the pairs that no earlier rule holds, of those the sample looks at.</returns>
    internal long[] Run(IReadOnlyList<ScanPiece> pieces, ScanOptions options, IReadOnlyList<IVisitor> visitors, Action<long>? done, CancellationToken cancellationToken)
    {
        var next = -1;
        var found = new long[_rules.Count];
        var gate = new Lock();
        var (told, total) = (0L, 0L);
        void Work(int worker)
        {
            var visitor = visitors.Count == 0 ? null : visitors[worker];
            var waiting = visitor is not null && _kernels[worker].AsksSql ? new WaitingPairs(_kernels[worker], Records, visitor, cancellationToken) : null;
            var runner = new ScanWorker(this, _kernels[worker], options, visitor, waiting);
            for (var task = Interlocked.Increment(ref next); task < pieces.Count; task = Interlocked.Increment(ref next))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var pairs = runner.Run(pieces[task]);
                lock (gate)
                {
                    found[pieces[task].Place] += pairs;
                    total += pairs * options.SampleOneIn;
                    if (done is not null && total - told >= ProgressEvery)
                    {
                        told = total;
                        done(total);
                    }
                }
            }

            waiting?.Flush();
        }

        if (Workers == 1 || pieces.Count <= 1)
        {
            Work(0);
        }
        else
        {
            Share(Work, cancellationToken);
        }

        done?.Invoke(total);
        return found;
    }

    private const long ProgressEvery = 1_000_000;

    /// <summary>One worker a thread. What stops a worker is thrown as it is: a full disk stays a full disk, and a cancelled scan is a cancelled scan.</summary>
    private void Share(Action<int> work, CancellationToken cancellationToken)
    {
        try
        {
            Parallel.For(0, Workers, new ParallelOptions { MaxDegreeOfParallelism = Workers, CancellationToken = cancellationToken }, work);
        }
        catch (AggregateException several)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(several.Flatten().InnerExceptions[0]);
        }
    }
}
