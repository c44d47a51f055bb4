using Linkage.Governance.Decisions;
using Linkage.Governance.Grants;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Extract;
using Linkage.Pipeline.Gate;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Pseudonymise;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Run;

/// <summary>One attempt at a run: the state that grows from stage to stage.</summary>
internal sealed class RunAttempt(
    RunEnvironment environment,
    ZoneStore zones,
    Project project,
    IReadOnlyDictionary<DatasetId, DatasetContract> contracts,
    SourceModels models,
    PreviousRelease previous,
    IRunObserver observer,
    RunId run,
    DateTimeOffset instant)
{
    private readonly RunDecider _decider = new(environment, project, contracts, previous.Count);
    private readonly ProgressRelay _progress = new(observer);
    private readonly List<StageReport> _stages = [];
    private readonly List<RunDecision> _decisions = [];
    private readonly List<Refusal> _refusals = [];
    private readonly List<SourceRead> _sources = [];
    private ZoneStore _zones = zones;
    private LinkSummary? _links;
    private string? _spine;

    public RunOutcome Execute(CancellationToken cancellationToken)
    {
        foreach (var decision in _decider.Start(instant))
        {
            Record(decision);
        }

        if (!_decisions[^1].Decision.IsAllowed)
        {
            return Denied("Start");
        }

        if (Guarded() is { } refused)
        {
            return refused;
        }

        using var scratch = RunScratch.Open(environment.Scratch, run.ToString(), environment.Threads, environment.MemoryLimitMib);
        var vault = new LocalKeyVault(environment.Keys);
        using var keys = KeyRing.Open(vault, project.Controller, ProjectRun.KeyEpoch);
        using var seals = keys.SealKey();
        _zones = _zones.SealedBy(seals);
        RequireSigningKey(vault);

        var wanted = project.Datasets.Select(d => d.Id).Except(_decider.LeftOut).Concat(project.Suppress).Select(d => contracts[d]).ToList();
        var landed = Extract(scratch, wanted, cancellationToken);
        if (_refusals.Count > 0)
        {
            return Ended(RunOutcomeKind.Refused, []);
        }

        var datasets = Pseudonymise(scratch, keys, landed, cancellationToken);
        if (Ask("Link") is not { } grant)
        {
            return Denied("Link");
        }

        var linked = Link(scratch, keys, grant, datasets, cancellationToken);
        var mounted = Mount(scratch, grant, datasets, linked, cancellationToken);

        // The grant that linked is not the grant that releases: the gate is asked again, with the clock and the registry of this moment.
        if (Ask("Release") is not { } releaseGrant)
        {
            Discard(linked, mounted);
            return Denied("Release");
        }

        return Publish(scratch, vault, releaseGrant, datasets, linked, mounted, cancellationToken);
    }

    // Used at the very end only; but that it cannot be used is better known before hours of work and before any data is read.
    private static void RequireSigningKey(LocalKeyVault vault) => SigningKey.Open(vault).Dispose();

    // The queries are held against what may stand in them before any data is read; Release checks them again.
    private RunOutcome? Guarded()
    {
        var tables = project.Datasets.Select(d => d.Id.ViewName).ToList();
        foreach (var (name, query) in RequestBuilder.Queries(project))
        {
            if (CohortGuard.Check(query.Sql, name == "cohort" ? tables : [.. tables, "cohort"]) is CohortVerdict.Refused refused)
            {
                _refusals.Add(new Refusal("Start", refused.Code, $"{query.FileName}: {refused.Message}"));
            }
        }

        if (_refusals.Count == 0 && Lineage() is { } untraced)
        {
            _refusals.Add(new Refusal("Start", untraced.Code, untraced.Message));
        }

        return _refusals.Count == 0 ? null : Ended(RunOutcomeKind.Refused, []);
    }

    // The gate has allowed what the project declares; that its queries keep to it is asked before data is read, and again at Release of the grant.
    private CohortVerdict.Refused? Lineage() => OutputLineage.FirstObjection(
        project,
        project.Datasets.ToDictionary(d => d.Id, IReadOnlyList<string> (d) =>
            ["person_key", .. contracts[d.Id].Columns.Where(c => c.HomeZone == Zone.Research && MayBeShown(d, c.Name)).Select(c => c.Name)]),
        (output, column) => project.Outputs.First(o => o.Name == output).Columns.First(c => c.Name == column).Sources,
        (dataset, column) => project.Datasets.Any(d => d.Id.Value == dataset && d.Columns.TryGetValue(column, out var uses) && uses.Contains("Output")),
        _ => null);

    private bool MayBeShown(ProjectDataset dataset, string column) =>
        (dataset.Columns.TryGetValue(column, out var uses) && (uses.Contains("Select") || uses.Contains("Output")))
        || project.Outputs.Any(o => o.Columns.Any(c => c.Sources.Contains($"{dataset.Id}.{column}")));

    private List<(DatasetContract Contract, PublishedSet Landed)> Extract(RunScratch scratch, List<DatasetContract> wanted, CancellationToken cancellationToken)
    {
        var clock = StageClock.Start("Extract", observer);
        var stage = new ExtractStage(_zones, new ExtractOptions { ScratchFolder = scratch.Folder, Threads = environment.Threads, MemoryLimitMib = environment.MemoryLimitMib });
        var lists = new SuppressionLists(scratch, previous, _decisions[^1].Decision.RuleHash);
        var landed = new List<(DatasetContract, PublishedSet)>();
        var parts = new List<StagePart>();
        foreach (var contract in wanted)
        {
            _progress.Report(new StageProgress("Extract", contract.Id.Value, parts.Count, wanted.Count));
            switch (stage.Execute(contract, environment.Sources, null, cancellationToken))
            {
                case Extracted done:
                    landed.Add((contract, done.Set));
                    parts.Add(done.Part);
                    _sources.Add(new SourceRead(contract.Id.Value, done.FileName, done.Facts.FileDigest));
                    if (project.Suppress.Contains(contract.Id))
                    {
                        _refusals.AddRange(lists.Problems(contract, done, cancellationToken)
                            .Select(p => new Refusal("Extract", p.Code, p.Message) { Where = Path.Combine(environment.Sources, done.FileName) }));
                    }

                    break;
                case ExtractRefused refused:
                    var (code, message) = project.Suppress.Contains(contract.Id) ? SuppressionLists.Problem(contract, refused) : (refused.Code, refused.Message);
                    _refusals.Add(new Refusal("Extract", code, message) { Where = refused.Source, Quarantine = refused.QuarantinePath });
                    break;
            }
        }

        Finish(clock, parts);
        return landed;
    }

    private List<LinkDataset> Pseudonymise(
        RunScratch scratch, KeyRing keys, List<(DatasetContract Contract, PublishedSet Landed)> landed, CancellationToken cancellationToken)
    {
        var clock = StageClock.Start("Pseudonymise", observer);
        var datasets = new List<LinkDataset>();
        var parts = new List<StagePart>();
        foreach (var (contract, set) in landed)
        {
            _progress.Report(new StageProgress("Pseudonymise", contract.Id.Value, parts.Count, landed.Count));
            var done = PseudonymiseStage.Execute(contract, set, _zones, keys, scratch.Session(), null, cancellationToken);
            datasets.Add(new LinkDataset(
                contract,
                done.Identity,
                done.Research));
            parts.Add(done.Part);
        }

        Finish(clock, parts);
        return datasets;
    }

    private LinkedSet Link(RunScratch scratch, KeyRing keys, Grant grant, List<LinkDataset> datasets, CancellationToken cancellationToken)
    {
        var clock = StageClock.Start("Link", observer);
        var linked = new LinkStage(_zones, scratch, keys, models).Execute(grant, datasets, _progress, cancellationToken);
        _links = linked.Summary;
        _spine = linked.Set.Directory;
        Finish(clock, linked.Parts);
        return linked;
    }

    private MountedSet Mount(RunScratch scratch, Grant grant, List<LinkDataset> datasets, LinkedSet linked, CancellationToken cancellationToken)
    {
        var clock = StageClock.Start("Gate", observer);
        var granted = datasets.Where(d => grant.Datasets.ContainsKey(d.Contract.Id.Value)).ToList();
        var empty = _decider.LeftOut.Select(d => new EmptyDataset(
            contracts[d], [.. project.Datasets.Single(p => p.Id == d).Columns.Where(c => !c.Value.SequenceEqual(["Match"])).Select(c => c.Key)])).ToList();
        var mounted = new GateStage(_zones, scratch).Execute(grant, granted, empty, linked.Set, _progress, cancellationToken);
        Finish(clock, mounted.Parts);
        return mounted;
    }

    private RunOutcome Publish(
        RunScratch scratch, LocalKeyVault vault, Grant grant, List<LinkDataset> datasets, LinkedSet linked, MountedSet mounted, CancellationToken cancellationToken)
    {
        var clock = StageClock.Start("Release", observer);
        using var signing = SigningKey.Open(vault);
        var request = new ReleaseRequest
        {
            Grant = grant,
            Decision = _decisions[^1].Decision,
            Project = project,
            Contracts = [.. datasets.Select(d => d.Contract)],
            Mounted = project.Datasets.ToDictionary(d => d.Id, d => mounted.Tables.Single(t => t.View == d.Id.ViewName).Path),
            Spine = linked.Set.PathOf(LinkStage.SpineFile),
            Identities = datasets.ToDictionary(d => d.Contract.Id, d => d.IdentitySet),
            Suppressions = mounted.Suppressed,
            Sources = [.. datasets.Select(d => new ReleaseSource(d.Contract.Id, _sources.Single(s => s.Dataset == d.Contract.Id.Value).Sha256))],
            Approvals = _decider.Approvals(grant),
            Model = linked.Summary.Model,
            Models = linked.Summary.Models,
            Instant = instant,
            PreviousRelease = previous.Id,
            Stages = _stages,
            StillAllowed = StillAllowed,
            Scratch = scratch.Folder,
            Threads = environment.Threads,
            MemoryLimitMib = environment.MemoryLimitMib,
        };
        switch (ReleaseStage.Execute(request, _zones, signing, _progress, cancellationToken))
        {
            case ReleaseResult.Released released:
                Finish(clock, [.. released.Report.Parts.Select(p => p with { Reused = released.Bundle.AlreadyPublished })]);
                return Ended(RunOutcomeKind.Released, [released.Bundle]);
            case ReleaseResult.Refused refused:
                if (!_decisions[^1].Decision.IsAllowed)
                {
                    Discard(linked, mounted);
                    return Denied("Release");
                }

                _refusals.Add(new Refusal("Release", refused.Code, refused.Message));
                return Ended(RunOutcomeKind.Refused, []);
            default:
                throw new InvalidOperationException("A release is either released or refused.");
        }
    }

    // Recorded only when it is a denial: an ALLOW a moment after an ALLOW says nothing new.
    private bool StillAllowed()
    {
        var (decision, grant) = _decider.Again("Release", run);
        if (grant is null)
        {
            Record(decision);
        }

        return grant is not null;
    }

    private void Discard(LinkedSet linked, MountedSet mounted)
    {
        _zones.Quarantine(mounted.Set, "denied-at-release");
        _zones.Quarantine(linked.Set, "denied-at-release");
        _spine = null;
    }

    private Grant? Ask(string point)
    {
        var (decision, grant) = _decider.Again(point, run);
        Record(decision);
        return grant;
    }

    private void Record(RunDecision decision)
    {
        _decisions.Add(decision);
        observer.Decided(decision);
    }

    private void Finish(StageClock clock, IReadOnlyList<StagePart> parts)
    {
        var report = clock.Finish(parts);
        _stages.Add(report);
        observer.StageFinished(report);
    }

    private RunOutcome Denied(string point)
    {
        _refusals.AddRange(_decisions[^1].Decision.Reasons.Select(r => new Refusal(point, r.Code.Written(), r.Explanation)));
        return Ended(RunOutcomeKind.Refused, []);
    }

    private RunOutcome Ended(RunOutcomeKind outcome, IReadOnlyList<ReleasedBundle> releases) => new()
    {
        Run = run.ToString(),
        Project = project.Id,
        Instant = instant,
        Outcome = outcome,
        Stages = _stages,
        Decisions = _decisions,
        Sources = _sources,
        Releases = releases,
        Refusals = _refusals,
        Links = _links,
        Spine = _spine,
    };
}
