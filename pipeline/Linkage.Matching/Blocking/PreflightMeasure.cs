using System.Diagnostics;
using System.Globalization;
using System.Text;
using Linkage.Matching.Duck;
using Linkage.Matching.Scoring;
using Linkage.Matching.Training;

namespace Linkage.Matching.Blocking;

/// <summary>Tells what a plan would take.</summary>
internal static class PreflightMeasure
{
    /// <summary>Pairs compared to measure the rate, about.</summary>
    private const long MeasuredPairs = 2_000_000;

    /// <summary>Characters of a masked key.</summary>
    private const int LongestMask = 60;

    /// <summary>Bytes a worker adds: its caches of similarities, and candidate pairs it holds.</summary>
    private const long BytesPerWorker = 48 << 20;

    /// <summary>Refuses a plan of more pairs than the settings allow.</summary>
    internal static void Refuse(LinkSettings settings, BlockingPlan plan)
    {
        if (RefusalOf(settings, plan) is var (what, whatToDo))
        {
            throw new MatchingInputException(what, "blocking rules", whatToDo);
        }
    }

    internal static Preflight Of(
        DuckSession session, LinkSettings settings, BlockingPlan plan, IReadOnlyList<RuleSource> rules, PairScan scan, bool revealKeys, CancellationToken cancellationToken)
    {
        var rate = RateOf(scan, cancellationToken);
        var kept = plan.Rules.Sum(r => r.PairsKept);
        var trained = settings.Model is null ? 1.0 / BlockingPlan.SampleOf(plan.Pairs, settings.TrainingPairs) : 0;
        using var process = Process.GetCurrentProcess();
        return new Preflight
        {
            Records = scan.Records.Count,
            Rules = [.. plan.Rules.Zip(rules).Select(r => Shown(session, r.First, r.Second, revealKeys, cancellationToken))],
            Pairs = plan.Pairs,
            IsEstimate = plan.Rules.Any(r => r.IsEstimate),
            MaxPairs = settings.MaxPairs,
            PairsPerSecond = rate,
            Seconds = rate > 0 ? kept * (1 + trained) / rate : 0,
            MemoryMib = (process.WorkingSet64 + scan.Workers * BytesPerWorker + LargestGathered(plan, scan)) >> 20,
            Refusal = RefusalOf(settings, plan) is var (what, whatToDo) ? $"{what} {whatToDo}" : null,
        };
    }

    /// <summary>The shape of a key: nothing of its letters and digits but what they are.</summary>
    internal static string Masked(string key)
    {
        var masked = new StringBuilder();
        foreach (var rune in key.EnumerateRunes())
        {
            masked.Append(Rune.IsLetter(rune) ? 'A' : Rune.IsDigit(rune) ? '9' : rune.Value is ' ' or '|' ? (char)rune.Value : '.');
            if (masked.Length == LongestMask)
            {
                return masked.Append('…').ToString();
            }
        }

        return masked.ToString();
    }

    private static (string What, string WhatToDo)? RefusalOf(LinkSettings settings, BlockingPlan plan)
    {
        if (plan.Pairs <= settings.MaxPairs)
        {
            return null;
        }

        var worst = plan.Rules.MaxBy(r => r.PairsNew)!;
        return (
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(plan.Rules.Any(r => r.IsEstimate) ? "About " : string.Empty)}{plan.Pairs} pairs would be compared; MaxPairs allows {settings.MaxPairs}. Most come from rule '{worst.Rule.Name}': {worst.PairsNew} pairs, of {worst.PairsKept} in its blocks; its largest block holds {worst.LargestKept}."),
            "Add a part to that rule, lower MaxPairsPerBlock so that its large blocks are left out, or raise MaxPairs; the pre-flight shows the largest blocks.");
    }

    private static RulePreflight Shown(DuckSession session, PlannedRule planned, RuleSource rule, bool revealKeys, CancellationToken cancellationToken)
    {
        var keys = BlockingKeys.TextOf(session, rule, planned.Largest, cancellationToken);
        return new RulePreflight(
            planned.Rule.Name,
            planned.Rule.IsLoose,
            planned.PairsInBlocks,
            planned.PairsKept,
            planned.PairsNew,
            planned.IsEstimate,
            planned.BlocksLeftOut,
            planned.PairsLeftOut,
            [.. planned.Largest.Zip(keys).Select(b => new LargeBlock(b.First.Records, b.First.Pairs, Masked(b.Second)) { Key = revealKeys ? b.Second : null })]);
    }

    /// <summary>Pairs of blocks gone through in a second, over pieces of work spread evenly.</summary>
    private static double RateOf(PairScan scan, CancellationToken cancellationToken)
    {
        var all = scan.Pieces();
        var every = (int)Math.Max(1, all.Sum(p => p.Pairs) / MeasuredPairs);
        var some = all.Where((_, index) => index % every == every / 2).ToList();
        var pairs = some.Sum(p => p.Pairs);
        if (pairs == 0)
        {
            return 0;
        }

        var clock = Stopwatch.StartNew();
        scan.Run(some, new ScanOptions(), [.. Enumerable.Range(0, scan.Workers).Select(_ => new TallyVisitor(TrainingTally.Of(null)))], null, cancellationToken);
        return pairs / Math.Max(1e-6, clock.Elapsed.TotalSeconds);
    }

    /// <summary>Bytes of the largest block brought together by every worker.</summary>
    private static long LargestGathered(BlockingPlan plan, PairScan scan) =>
        plan.Rules.Select(r => r.Largest.Where(b => b.Pairs <= r.LargestKept).Select(b => (long)b.Records).DefaultIfEmpty(0).Max()).DefaultIfEmpty(0).Max()
            * sizeof(int) * (scan.Records.Width + scan.RuleWidth) * scan.Workers;
}
