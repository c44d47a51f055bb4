using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Run;

/// <summary>
/// Takes one project through the five stages. The gate is asked before anything is read, before every stage after Extract, and once more before a release appears.
/// A stage whose inputs have not changed since it last published is used again, so a run that was killed goes on where it stopped.
/// The caller holds the workspace lock.
/// </summary>
public sealed class ProjectRun(RunEnvironment environment)
{
    /// <summary>
    /// Runs a project, after sweeping what earlier runs left and ending the grants that have ended, of every project: whatever comes of this one, their working files and keys are gone.
    /// </summary>
    /// <param name="project">The project.</param>
    /// <param name="fence">Whether the caller still holds the workspace lock; asked before each publication.</param>
    /// <param name="observer">Told of everything, without values.</param>
    /// <param name="cancellationToken">Stops at once; what is not published is removed.</param>
    /// <exception cref="Linkage.Governance.Documents.ConfigurationException">A contract or the registry cannot be accepted.</exception>
    /// <exception cref="KeyVaultException">A key is missing, damaged or not private.</exception>
    /// <exception cref="WorkspaceLostException">The workspace lock was lost; this run published nothing from then on.</exception>
    public RunOutcome Execute(Project project, IPublicationFence fence, IRunObserver observer, CancellationToken cancellationToken)
    {
        var instant = environment.Clock.GetUtcNow();
        var run = RunId.Create(instant);
        var zones = new ZoneStore(environment.Zones, run, fence).On(environment.SharedZones, cancellationToken);
        zones.SweepStaging();
        zones.WipePlainSets();
        WipeEndedEpochs(zones);
        RunScratch.Sweep(environment.Scratch, fence);

        var contracts = ContractFolder.Load(environment.Contracts, project);
        var models = SourceModels.Load(environment.Models);
        observer.RunStarted(run, project.Id, instant);
        var vault = environment.Vault;
        var holdings = new GrantHoldings(environment, zones, vault, fence, observer);
        holdings.EndWhatHasEnded();
        var outcome = new RunAttempt(environment, zones, vault, holdings, project, contracts, models, PreviousRelease.Before(environment, project.Id, instant), observer, run, instant).Execute(cancellationToken);
        if (outcome.Releases.Count == 0)
        {
            // A release that has appeared is recorded whatever happened since; anything else a run says counts only while it holds the workspace.
            WorkspaceLostException.ThrowIfLost(fence, $"recording run {run}");
        }

        RunRecord.Write(environment, outcome);
        observer.RunFinished(outcome);
        return outcome;
    }

    // Only once it is known that the keys of the epoch in use are there.
    private void WipeEndedEpochs(ZoneStore zones)
    {
        var vault = environment.Vault;
        if (KeyEpochs.Current(vault) is > 1 and var epoch)
        {
            KeyRing.Open(vault, "workspace").Dispose();
            zones.WipeEpochsBefore(epoch);
        }
    }

    /// <summary>Says what a run would do at this moment, and does nothing.</summary>
    /// <param name="project">The project.</param>
    /// <exception cref="Linkage.Governance.Documents.ConfigurationException">A contract or the registry cannot be accepted.</exception>
    public RunPlan Plan(Project project)
    {
        var contracts = ContractFolder.Load(environment.Contracts, project);
        var models = SourceModels.Load(environment.Models);
        var instant = environment.Clock.GetUtcNow();
        var decider = new RunDecider(environment, project, contracts, models, PreviousRelease.Before(environment, project.Id, instant).Count);
        var decisions = decider.Start(instant).Select(d => d.Decision).ToList();
        return RunPlanner.Plan(project, contracts, RequestBuilder.Models(decider.Request, contracts, models), decisions, decider.LeftOut) with { Disclosure = decider.Disclosure(decisions[^1]) };
    }
}
