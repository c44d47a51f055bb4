using Linkage.Synthetic;

namespace Linkage.Jobs.Reporting;

/// <summary>What <c>synth --json</c> prints; <c>schemas/formats/synth-output.schema.json</c>.</summary>
/// <param name="People">People in the city.</param>
/// <param name="Seed">Seed of every draw.</param>
/// <param name="Out">The output folder.</param>
/// <param name="Households">Households.</param>
/// <param name="Properties">Properties in the gazetteer.</param>
/// <param name="Files">The files.</param>
/// <param name="Seconds">Wall time.</param>
/// <param name="PeakMib">Peak resident memory in MiB.</param>
internal sealed record SynthDocument(
    int People, long Seed, string Out, long Households, long Properties, IReadOnlyList<SyntheticFile> Files, double Seconds, double PeakMib)
{
    /// <summary>Shapes a summary for printing.</summary>
    public static SynthDocument Of(SyntheticOptions options, SyntheticSummary summary, TimeSpan took) => new(
        summary.People,
        options.Seed,
        options.OutputFolder,
        summary.Households,
        summary.Properties,
        summary.Files,
        Math.Round(took.TotalSeconds, 3),
        ProcessMemory.PeakMib());
}
