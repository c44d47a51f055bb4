using Linkage.Matching;
using Linkage.Matching.Files;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>link --preflight --json</c> prints; <c>schemas/formats/link-preflight-output.schema.json</c>. It holds no value of a record.</summary>
/// <param name="Records">Records of both files.</param>
/// <param name="Pairs">Pairs that would be compared.</param>
/// <param name="IsEstimate">Whether they are estimated from a sample.</param>
/// <param name="MaxPairs">The most pairs a run may compare.</param>
/// <param name="PairsPerSecond">Measured just now, all threads together.</param>
/// <param name="Seconds">Training and scoring at that rate, about.</param>
/// <param name="MemoryMib">Memory of the process while it scores, about.</param>
/// <param name="Rules">The blocking rules in order.</param>
/// <param name="Warnings">What a person should know.</param>
/// <param name="Refusal">Why the run would be refused and what to do; absent when it would not.</param>
internal sealed record LinkPreflightDocument(
    long Records,
    long Pairs,
    bool IsEstimate,
    long MaxPairs,
    double PairsPerSecond,
    double Seconds,
    long MemoryMib,
    IReadOnlyList<LinkPreflightDocument.Rule> Rules,
    IReadOnlyList<string> Warnings,
    string? Refusal)
{
    /// <summary>Shapes a result for printing.</summary>
    public static LinkPreflightDocument Of(FilePreflight outcome)
    {
        var told = outcome.Preflight;
        return new LinkPreflightDocument(
            told.Records, told.Pairs, told.IsEstimate, told.MaxPairs, Math.Round(told.PairsPerSecond), Math.Round(told.Seconds, 3), told.MemoryMib, [.. told.Rules.Select(Rule.Of)], outcome.Warnings, told.Refusal);
    }

    /// <summary>One blocking rule.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="PairsInBlocks">Pairs its blocks hold.</param>
    /// <param name="PairsKept">Pairs in the blocks within the limits.</param>
    /// <param name="PairsNew">Of those the pairs no earlier rule finds.</param>
    /// <param name="BlocksLeftOut">Blocks beyond the limits.</param>
    /// <param name="PairsLeftOut">Pairs in them.</param>
    /// <param name="LargestBlocks">Its largest blocks, keys masked.</param>
    internal sealed record Rule(string Name, long PairsInBlocks, long PairsKept, long PairsNew, long BlocksLeftOut, long PairsLeftOut, IReadOnlyList<Block> LargestBlocks)
    {
        /// <summary>Shapes a rule.</summary>
        public static Rule Of(RulePreflight rule) => new(
            rule.Rule, rule.PairsInBlocks, rule.PairsKept, rule.PairsNew, rule.BlocksLeftOut, rule.PairsLeftOut, [.. rule.LargestBlocks.Select(b => new Block(b.Records, b.Pairs, b.MaskedKey))]);
    }

    /// <summary>One large block.</summary>
    /// <param name="Records">Its records.</param>
    /// <param name="Pairs">Its pairs.</param>
    /// <param name="MaskedKey">The shape of its key.</param>
    internal sealed record Block(int Records, long Pairs, string MaskedKey);
}
