using Linkage.Jobs.Commands;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;
using Linkage.Synthetic;

namespace Linkage.Jobs.Demo;

/// <summary>What the demo does, in order.</summary>
internal sealed class DemoRun(DemoFolder folder, Place place, WorkspaceSession session, VerbContext context)
{
    /// <summary>The projects, and whether a rule permits them.</summary>
    private static readonly (string Project, RunOutcomeKind Expected)[] Projects =
    [
        ("homes-and-money", RunOutcomeKind.Released),
        ("child-poverty-research", RunOutcomeKind.Released),
        ("arrears-recovery", RunOutcomeKind.Refused),
    ];

    /// <summary>Makes the city unless it is there, runs the projects, checks the releases.</summary>
    public async Task<DemoDocument> ExecuteAsync(int people, long seed, CancellationToken cancellationToken)
    {
        var files = Projects.Select(p => place.ProjectFile(p.Project)).ToList();
        await MakeCityAsync(people, seed, cancellationToken).ConfigureAwait(false);
        KeyEpochs.Begin(LocalKeyVault.CreateIfMissing(place.Environment.Keys, place.Environment.Zones));

        var runs = new List<DemoDocument.ProjectResult>();
        foreach (var ((_, expected), file) in Projects.Zip(files))
        {
            var outcome = await session.RunAsync(place, file, slot: null, context.Progress, cancellationToken).ConfigureAwait(false);
            var checks = outcome.Releases.Select(r => Verification.Check(r.Path, Verification.KeyFor(r.Path, null), place.Environment.Clock.GetUtcNow())).ToList();
            var quality = outcome.Spine is null ? null : Measure(outcome, file, cancellationToken);
            runs.Add(new DemoDocument.ProjectResult(RunDocument.Of(outcome), expected, quality, checks, outcome));
        }

        return new DemoDocument(folder.Path, people, seed, place.Environment.Clock.GetUtcNow(), runs);
    }

    // Only a synthetic city has a truth to measure against; it lies apart from the sources and no run reads it.
    private LinkQuality Measure(RunOutcome outcome, string projectFile, CancellationToken cancellationToken)
    {
        var environment = place.Environment;
        var project = ProjectFile.Load(projectFile);
        var probed = project.Joins.Where(j => j.Type == "Anti").Select(j => j.Right).ToHashSet();
        using var scratch = RunScratch.Open(environment.Scratch, "quality", environment.Threads, environment.MemoryLimitMib);
        using var keys = KeyRing.Open(environment.Vault, project.Controller);
        return SpineEvaluator.Measure(
            outcome.Spine!, folder.Truth, [.. project.Datasets.Select(d => d.Id).Where(d => !probed.Contains(d))], keys, scratch, cancellationToken);
    }

    private async Task MakeCityAsync(int people, long seed, CancellationToken cancellationToken)
    {
        if (folder.Holds(people, seed))
        {
            context.Progress.Note($"The city of {Screen.Count(people)} people, seed {seed}, lies in {RunReport.Shown(folder.Path)} already; it is used again.");
            return;
        }

        folder.MakeRoom();
        context.Progress.Open($"A city of {Screen.Count(people)} people in {RunReport.Shown(folder.Path)}");
        var options = new SyntheticOptions { People = people, Seed = seed, OutputFolder = folder.Path, Threads = place.Environment.Threads };
        await Synthesis.MakeAsync(options, context.Progress, cancellationToken).ConfigureAwait(false);
        folder.Settle(people, seed);
    }
}
