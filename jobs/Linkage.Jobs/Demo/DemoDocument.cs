using System.Text.Json.Serialization;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Run;

namespace Linkage.Jobs.Demo;

/// <summary>What <c>demo --json</c> prints; <c>schemas/formats/demo-output.schema.json</c>.</summary>
/// <param name="Out">The folder.</param>
/// <param name="People">People in the city.</param>
/// <param name="Seed">Seed of every draw.</param>
/// <param name="Instant">The instant the demo plays at.</param>
/// <param name="Runs">The projects in order.</param>
internal sealed record DemoDocument(string Out, int People, long Seed, DateTimeOffset Instant, IReadOnlyList<DemoDocument.ProjectResult> Runs)
{
    /// <summary>Every run ended as it should and every release is valid.</summary>
    public bool AsExpected => Runs.All(r => r.Outcome == r.Expected && r.Verified.All(v => v.Valid));

    /// <summary>Wall time of everything.</summary>
    public double Seconds { get; init; }

    /// <summary>Peak resident memory in MiB.</summary>
    public double PeakMib { get; init; }

    /// <summary>One project.</summary>
    /// <param name="Run">What <c>run --json</c> prints.</param>
    /// <param name="Expected">How it should end.</param>
    /// <param name="Quality">How well the links agree with the truth; absent when nothing was linked.</param>
    /// <param name="Verified">The check of each release.</param>
    /// <param name="Full">The outcome itself, for the report.</param>
    internal sealed record ProjectResult(
        RunDocument Run,
        RunOutcomeKind Expected,
        LinkQuality? Quality,
        IReadOnlyList<VerifyDocument> Verified,
        [property: JsonIgnore] RunOutcome Full)
    {
        /// <summary>How it ended.</summary>
        public RunOutcomeKind Outcome => Run.Outcome;
    }
}
