using Linkage.Governance.Grants;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Deliveries;
using Linkage.Pipeline.Extract;
using Linkage.Pipeline.Extract.Compared;
using Linkage.Pipeline.Gate;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Pseudonymise;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Release.Trials;
using Linkage.Pipeline.SelfAttack;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Run;

/// <summary>One attempt at a run: takes the data from stage to stage, as far as the checkpoints let it.</summary>
internal sealed class RunAttempt(
    RunEnvironment environment,
    ZoneStore zones,
    IKeyVault vault,
    GrantHoldings holdings,
    Project project,
    IReadOnlyDictionary<DatasetId, DatasetContract> contracts,
    SourceModels models,
    PreviousRelease previous,
    IRunObserver observer,
    RunId run,
    DateTimeOffset instant)
{
    private readonly RunDecider _decider = new(environment, project, contracts, models, previous.Count);
    private readonly ProgressRelay _progress = new(observer);
    private readonly List<StageReport> _stages = [];
    private readonly List<Refusal> _refusals = [];
    private readonly List<SourceRead> _sources = [];
    private RunCheckpoints? _checkpoints;
    private ZoneStore _zones = zones;
    private LinkedSet? _linked;
    private MountedSet? _mounted;
    private LinkSummary? _links;

    private RunCheckpoints Checkpoints => _checkpoints ??= new RunCheckpoints(_decider, run, observer);

    public RunOutcome Execute(CancellationToken cancellationToken)
    {
        if (!Checkpoints.Start(instant))
        {
            return Refused(Checkpoints.Objections);
        }

        if (new ProjectQueries(project, contracts).Objections() is { Count: > 0 } objections)
        {
            return Refused(objections);
        }

        var wanted = project.Datasets.Select(d => d.Id).Except(_decider.LeftOut).Concat(project.Suppress).Select(d => contracts[d]).ToList();
        if (!Pull(wanted, cancellationToken))
        {
            return Ended(RunOutcomeKind.Refused, []);
        }

        using var scratch = RunScratch.Open(environment.Scratch, run.ToString(), environment.Threads, environment.MemoryLimitMib, SourceBytes());
        using var keys = KeyRing.Open(vault, project.Controller, observer.KeyTouched);
        using var seals = new ZoneSeals(keys, Path.Combine(scratch.Folder, "plain"), instant, environment.VaultName);
        _zones = _zones.SealedBy(seals);
        RequireSigningKey(vault);

        var landed = Extract(scratch, wanted, cancellationToken);
        if (_refusals.Count > 0)
        {
            return Ended(RunOutcomeKind.Refused, []);
        }

        // Asked before every stage, with the clock and the registry of that moment: the grant that linked is not the grant that releases.
        if (Checkpoints.Ask("Pseudonymise") is not { } permitted)
        {
            return Stopped("Pseudonymise");
        }

        if (permitted.Trial is { } trial && Register(trial).Refusal is { } objection)
        {
            return Refused([new Refusal("Pseudonymise", objection.Code, objection.Message)]);
        }

        var datasets = Pseudonymise(scratch, keys, landed, cancellationToken);
        if (Checkpoints.Ask("Link") is not { } linking)
        {
            return Stopped("Link");
        }

        _linked = Link(scratch, keys, linking, datasets, cancellationToken);
        if (Checkpoints.Ask("Gate") is not { } mounting)
        {
            return Stopped("Gate");
        }

        _mounted = Mount(scratch, mounting, datasets, _linked, cancellationToken);
        return Checkpoints.Ask("Release") is { } releasing
            ? Publish(scratch, keys, releasing, datasets, _linked, _mounted, cancellationToken)
            : Stopped("Release");
    }

    // Of every file there: which ones are read is known when their contracts have found them.
    private long? SourceBytes() =>
        !environment.ScratchInMemory ? null
        : (Directory.Exists(environment.Sources) ? new DirectoryInfo(environment.Sources).EnumerateFiles().Sum(f => f.Length) : 0)
        + (environment.Deliveries?.Deliveries.Keys.SelectMany(environment.Inbox.FilesOf).Sum(f => f.Length) ?? 0);

    // After the gate's first yes and never before: what no rule permits is not even fetched. A delivery that is refused refuses the run; one that may come later ends the attempt.
    private bool Pull(List<DatasetContract> wanted, CancellationToken cancellationToken)
    {
        if (environment.Deliveries is not { } configuration || configuration.InOrder(wanted.Where(contract => configuration.Deliveries.ContainsKey(contract.Id))) is not { Count: > 0 } pulled)
        {
            return true;
        }

        var credentials = vault as ICredentialVault ?? new LocalKeyVault(environment.Keys);
        using var scratch = RunScratch.Open(environment.Scratch, $"{run}-delivery", environment.Threads, environment.MemoryLimitMib, environment.ScratchInMemory ? 0 : null);
        using var office = new DeliveryOffice(configuration, environment.Inbox, credentials, scratch.Folder, environment.Clock);
        foreach (var contract in pulled)
        {
            _progress.Report(new StageProgress("Extract", $"{contract.Id}: pull", 0, wanted.Count));
            try
            {
                office.PullAsync(contract, null, cancellationToken).GetAwaiter().GetResult();
            }
            catch (DeliveryException refused) when (!refused.IsTransient)
            {
                _refusals.Add(new Refusal("Extract", refused.Code, $"The extract of {contract.Id} {refused.Problem}. {refused.Remedy}") { Where = refused.Where });
            }
        }

        return _refusals.Count == 0;
    }

    // Used at the very end only; but that it cannot be used is better known before hours of work and before any data is read.
    private static void RequireSigningKey(IKeyVault vault) => SigningKey.Open(vault).Dispose();

    private List<(DatasetContract Contract, PublishedSet Landed)> Extract(RunScratch scratch, List<DatasetContract> wanted, CancellationToken cancellationToken)
    {
        var clock = StageClock.Start("Extract", observer);
        var stage = new ExtractStage(_zones, new ExtractOptions { ScratchFolder = scratch.Folder, SpillFolder = scratch.SpillFolder, Threads = environment.Threads, MemoryLimitMib = environment.MemoryLimitMib });
        var lists = new SuppressionLists(scratch, previous, Checkpoints.Last.RuleHash);
        var landed = new List<(DatasetContract, PublishedSet)>();
        var parts = new List<StagePart>();
        var check = environment.DeliveryHistory is { } history ? new CompletenessCheck(_zones, history, scratch.Session()) : null;
        var compared = new List<CompletenessReport>();
        foreach (var contract in wanted)
        {
            _progress.Report(new StageProgress("Extract", contract.Id.Value, parts.Count, wanted.Count));
            switch (stage.Execute(contract, environment.SourcesOf(contract.Id), null, cancellationToken))
            {
                case Extracted done:
                    landed.Add((contract, done.Set));
                    var report = check?.Compare(contract, done, cancellationToken);
                    compared.AddRange(report is null ? [] : [report]);
                    parts.Add(Warned(done.Part, report));
                    _sources.Add(new SourceRead(contract.Id.Value, done.FileName, done.Facts.FileDigest));
                    if (report is { Standing: CompletenessStanding.Stopped })
                    {
                        _refusals.Add(new Refusal("Extract", CompletenessReport.Incomplete, CompletenessCheck.Refusal(report, run, project.Id)) { Where = Path.Combine(environment.SourcesOf(contract.Id), done.FileName) });
                    }

                    if (project.Suppress.Contains(contract.Id))
                    {
                        _refusals.AddRange(lists.Problems(contract, done, cancellationToken)
                            .Select(p => new Refusal("Extract", p.Code, p.Message) { Where = Path.Combine(environment.SourcesOf(contract.Id), done.FileName) }));
                    }

                    break;
                case ExtractRefused refused:
                    var (code, message) = project.Suppress.Contains(contract.Id) ? SuppressionLists.Problem(contract, refused) : (refused.Code, refused.Message);
                    _refusals.Add(new Refusal("Extract", code, message) { Where = refused.Source, Quarantine = refused.QuarantinePath });
                    break;
            }
        }

        Finish(clock, parts, compared: check is null ? null : compared);
        Remember(landed, compared);
        return landed;
    }

    private static StagePart Warned(StagePart part, CompletenessReport? report) => report is not { Findings.Count: > 0 and var beyond } ? part
        : part with { WarnedByReason = new SortedDictionary<string, long>(part.WarnedByReason.ToDictionary(), StringComparer.Ordinal) { [CompletenessReport.Changed] = beyond } };

    // What comes next is compared with what a run took, and with nothing that it refused.
    private void Remember(List<(DatasetContract Contract, PublishedSet Landed)> landed, List<CompletenessReport> compared)
    {
        var stopped = compared.Where(c => c.Standing == CompletenessStanding.Stopped).Select(c => c.Dataset).ToHashSet(StringComparer.Ordinal);
        var deliveries = landed.Select(l => (l.Contract.Id, l.Landed.Seal.Key, l.Landed.Seal.FactsAs<ExtractFacts>().FileDigest)).ToList();
        environment.DeliveryHistory?.Stopped(run, [.. deliveries.Where(d => stopped.Contains(d.Id.Value))]);
        if (_refusals.Count == 0)
        {
            environment.DeliveryHistory?.Accepted(run, deliveries);
        }
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
        holdings.RequireSecretOf(grant);
        var clock = StageClock.Start("Link", observer);
        var linked = new LinkStage(_zones, scratch, keys, models).Execute(grant, datasets, _progress, cancellationToken);
        _links = linked.Summary;
        Finish(clock, linked.Parts);
        return linked;
    }

    private MountedSet Mount(RunScratch scratch, Grant grant, List<LinkDataset> datasets, LinkedSet linked, CancellationToken cancellationToken)
    {
        var clock = StageClock.Start("Gate", observer);
        var granted = datasets.Where(d => grant.Datasets.ContainsKey(d.Contract.Id.Value)).ToList();
        var empty = _decider.LeftOut.Select(d => new EmptyDataset(
            contracts[d], [.. project.Datasets.Single(p => p.Id == d).Columns.Where(c => !c.Value.SequenceEqual(["Match"])).Select(c => c.Key)])).ToList();
        var mounted = new GateStage(_zones, scratch).Execute(grant, granted, empty, linked, _progress, cancellationToken);
        Finish(clock, mounted.Parts);
        return mounted;
    }

    private RunOutcome Publish(
        RunScratch scratch, KeyRing keys, Grant grant, List<LinkDataset> datasets, LinkedSet linked, MountedSet mounted, CancellationToken cancellationToken)
    {
        var clock = StageClock.Start("Release", observer);
        var (register, objection) = grant.Trial is { } trial ? Register(trial) : default;
        if (objection is { } lost)
        {
            return Refused([new Refusal("Release", lost.Code, lost.Message)]);
        }

        using var arms = grant.Trial is null ? null : keys.TrialKey(grant);
        using var signing = SigningKey.Open(vault);
        var attack = AttackOn(scratch, keys, grant, datasets, linked, mounted, cancellationToken);
        var request = new ReleaseRequest
        {
            Grant = grant,
            Decision = Checkpoints.Last,
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
            Links = linked.Tallies,
            Groups = linked.Groups,
            Trial = arms is null ? null : ReleaseTrial.Of(arms, register),
            Instant = instant,
            PreviousRelease = previous.Id,
            Stages = _stages,
            Objection = attack.Objection,
            StillAllowed = Checkpoints.StillAllowed,
            IsWithdrawn = environment.IsWithdrawn,
            Proof = environment.Ledger is { } ledger ? signer => ledger.Prove(run, DecisionDigest.Of(Checkpoints.Last), signer) : null,
            Scratch = scratch.Folder,
            Spill = scratch.SpillFolder,
            Threads = environment.Threads,
            MemoryLimitMib = environment.MemoryLimitMib,
        };
        switch (ReleaseStage.Execute(request, _zones, signing, _progress, cancellationToken))
        {
            case ReleaseResult.Released released:
                Finish(clock, [.. released.Report.Parts.Select(p => p with { Reused = released.Bundle.AlreadyPublished })], attack.Report);
                return Ended(RunOutcomeKind.Released, [released.Bundle]);
            case ReleaseResult.Refused when attack.Succeeded:
                return Resolved(attack);
            case ReleaseResult.Refused refused:
                return Checkpoints.Objections.Count > 0 ? Stopped("Release") : Refused([new Refusal("Release", refused.Code, refused.Message)]);
            default:
                throw new InvalidOperationException("A release is either released or refused.");
        }
    }

    private (PublishedSet? Register, (string Code, string Message)? Refusal) Register(GrantedTrial trial) => EnrolmentRegister.Before(_zones, project.Id, trial, instant);

    private OwnAttack AttackOn(RunScratch scratch, KeyRing keys, Grant grant, List<LinkDataset> datasets, LinkedSet linked, MountedSet mounted, CancellationToken cancellationToken) => new(
        new Attacker(_zones, scratch),
        new AttackRequest
        {
            Grant = grant,
            Council = project.Controller,
            Epoch = keys.Epoch,
            Datasets = datasets,
            Linked = linked,
            Mounted = mounted,
            Waiting = [],
            Today = DateOnly.FromDateTime(instant.UtcDateTime),
        },
        cancellationToken);

    private RunOutcome Resolved(OwnAttack attack)
    {
        const string Reason = "self-attack";
        holdings.Discard(_linked, _mounted, Reason);
        attack.Quarantine(_zones, Reason);
        _linked = null;
        return Refused(attack.Refusals);
    }

    private void Finish(StageClock clock, IReadOnlyList<StagePart> parts, AttackReport? attack = null, IReadOnlyList<CompletenessReport>? compared = null)
    {
        var report = clock.Finish(parts) with { SelfAttack = attack, Completeness = compared };
        _stages.Add(report);
        observer.StageFinished(report);
    }

    // What was made so far may not be used; and when the permission has ended for good, neither may its keys.
    private RunOutcome Stopped(string point)
    {
        holdings.Discard(_linked, _mounted, $"denied-at-{point.ToLowerInvariant()}");
        _linked = null;
        holdings.EndWhatHasEnded();
        return Refused(Checkpoints.Objections);
    }

    private RunOutcome Refused(IReadOnlyList<Refusal> objections)
    {
        _refusals.AddRange(objections);
        return Ended(RunOutcomeKind.Refused, []);
    }

    private RunOutcome Ended(RunOutcomeKind outcome, IReadOnlyList<ReleasedBundle> releases) => new()
    {
        Run = run.ToString(),
        Project = project.Id,
        Instant = instant,
        Outcome = outcome,
        Stages = _stages,
        Decisions = Checkpoints.Decisions,
        Sources = _sources,
        Releases = releases,
        Refusals = _refusals,
        Links = _links,
        Spine = _linked?.Set.Directory,
    };
}
