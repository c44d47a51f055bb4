using System.Globalization;
using Linkage.Matching.Evaluation;

namespace Linkage.Benchmarks;

/// <summary>What one run of the matching engine was measured at: a row of the table.</summary>
internal sealed record Figures
{
    /// <summary>The head of the table.</summary>
    internal const string Head =
        "| data | records | blocks | pairs | seconds | processor s | training s | scoring s | clustering s | training M pairs/s | scoring M pairs/s | clustering M links/s | peak MiB | best P / R / F1 | P / R / F1 at .95 |\n"
        + "|---|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|---|";

    private static readonly string[] Training = ["compare", "train"];
    private static readonly string[] Scoring = ["scan", "score"];
    private static readonly string[] Clustering = ["cluster"];

    /// <summary>What was linked.</summary>
    internal required string Data { get; init; }

    /// <summary>By which blocking rules.</summary>
    internal required string Blocks { get; init; }

    /// <summary>Records.</summary>
    internal required long Records { get; init; }

    /// <summary>Pairs compared and scored.</summary>
    internal required long Pairs { get; init; }

    /// <summary>Links given to clustering.</summary>
    internal required long Links { get; init; }

    /// <summary>Wall seconds by step, from normalising to clustering; the reading of files and the measuring of quality are no part.</summary>
    internal required IReadOnlyDictionary<string, double> Seconds { get; init; }

    /// <summary>Processor seconds; null where they were not measured.</summary>
    internal double? ProcessorSeconds { get; init; }

    /// <summary>Highest resident memory of the process.</summary>
    internal required double PeakMib { get; init; }

    /// <summary>The best of all thresholds, picked with the truth in hand.</summary>
    internal required Quality Best { get; init; }

    /// <summary>At match probability 0.95.</summary>
    internal required Quality AtThreshold { get; init; }

    /// <summary>The row. A rate is the pairs of the run, or its links, by the wall seconds of the step.</summary>
    public override string ToString()
    {
        double Of(string[] steps) => steps.Sum(s => Seconds.GetValueOrDefault(s));
        string Rate(long items, string[] steps) => string.Create(CultureInfo.InvariantCulture, $"{items / Of(steps) / 1e6:F2}");
        static string In(Quality q) => string.Create(CultureInfo.InvariantCulture, $"{q.Precision:F4} / {q.Recall:F4} / {q.F1:F4}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {Data} | {Records:N0} | {Blocks} | {Pairs:N0} | {Seconds.Values.Sum():F1} | {ProcessorSeconds:F1} | {Of(Training):F1} | {Of(Scoring):F1} | {Of(Clustering):F1} | {Rate(Pairs, Training)} | {Rate(Pairs, Scoring)} | {Rate(Links, Clustering)} | {PeakMib:F0} | {In(Best)} | {In(AtThreshold)} |");
    }
}
