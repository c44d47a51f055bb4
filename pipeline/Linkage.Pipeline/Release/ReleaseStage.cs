using System.Diagnostics;
using DuckDB.NET.Data;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release.Earlier;
using Linkage.Pipeline.Release.Package;
using Linkage.Pipeline.Release.Quality;
using Linkage.Pipeline.Release.Trials;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Release;

/// <summary>
/// Makes a signed bundle of a project's outputs: runs the cohort query in a locked session, leaves out who must be left out, joins contact details for an
/// outreach, protects counts, writes Parquet, signs the statement and publishes all of it at once.
/// </summary>
public static class ReleaseStage
{
    /// <summary>Name of the stage in reports.</summary>
    public const string Name = "Release";

    private const int Steps = 6;

    /// <summary>Makes and publishes the release, or says why not. Nothing is visible before all of it is.</summary>
    /// <param name="request">What to release.</param>
    /// <param name="store">The zones; the bundle appears at <c>release/{project}/{release id}</c>.</param>
    /// <param name="key">The key to sign with.</param>
    /// <param name="progress">Told after each step; may be null.</param>
    /// <param name="cancellationToken">Interrupts the running statement; nothing is published then.</param>
    /// <exception cref="StageException">DuckDB could not do it, or the same release is there with other bytes.</exception>
    public static ReleaseResult Execute(
        ReleaseRequest request, ZoneStore store, SigningKey key, IProgress<StageProgress>? progress, CancellationToken cancellationToken) =>
        Execute(request, ReleaseTerms.Of(request.Grant), store, key, progress, cancellationToken);

    internal static ReleaseResult Execute(
        ReleaseRequest request,
        ReleaseTerms terms,
        ZoneStore store,
        SigningKey key,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        var scratch = Path.Combine(request.Scratch, $"release-{Path.GetRandomFileName()}");
        try
        {
            Require(request, terms);
            PrivateFolder.Create(scratch);
            return Make(request, terms, store, key, scratch, progress, cancellationToken);
        }
        catch (ReleaseRefusal refusal)
        {
            return new ReleaseResult.Refused(refusal.Code, refusal.Message);
        }
        catch (DuckDBException error)
        {
            throw StageException.From(Name, request.Project.Id, error);
        }
        finally
        {
            PrivateFolder.WipeFolder(scratch);
        }
    }

    private static ReleaseResult.Released Make(
        ReleaseRequest request,
        ReleaseTerms terms,
        ZoneStore store,
        SigningKey key,
        string scratch,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var limits = new DuckOptions { Threads = request.Threads, MemoryLimitMib = request.MemoryLimitMib, SpillDirectory = request.Spill ?? scratch };
        var database = Path.Combine(scratch, "results.duckdb");
        Report(progress, "cohort", 0);
        var cohort = CohortQueries.Run(request, terms, database, limits, cancellationToken);

        using var bench = ReleaseWorkbench.Open(request, database, limits, cancellationToken);
        var basis = ReleaseStatement.Basis(request, terms, bench.Session.Scalar<string>("SELECT version()", cancellationToken)!);
        var releaseId = ReleaseStatement.IdOf(basis);
        RequireNotWithdrawn(request, releaseId);
        Report(progress, "outputs", 1);
        var earlier = ReleaseMemory.Read(store, request, releaseId);
        var (made, ofTrial) = MakeOutputs(bench, request, terms, cohort, earlier);

        Report(progress, "files", 2);
        using var staged = store.Stage(Zone.Release, request.Project.Id, releaseId);
        var files = made.Select(m => ReleaseWriter.Write(bench, m, request, terms, releaseId, staged)).ToList();
        var report = ReportOf(made, started);
        StageReport[] stages = [.. request.Stages, report];
        var counts = new GuardedCount(terms);
        var others = new Dictionary<string, byte[]>(request.Attachments)
        {
            [ReleaseFolder.Package] = DataPackage.Bytes(releaseId, files, request, counts),
            [ReleaseFolder.Quality] = QualityPage.Bytes(releaseId, files, request, terms, stages, cohort.Armed is { } given ? new TrialFigures(terms.Trial!, request.Trial!.Arms.KeyId, ofTrial, given) : null),
        };
        foreach (var (name, bytes) in others)
        {
            File.WriteAllBytes(staged.PathOf(name), bytes);
        }

        Report(progress, "signature", 3);
        var payload = ReleaseStatement.Bytes(basis, releaseId, files, others, stages, counts);
        File.WriteAllBytes(staged.PathOf(ReleaseFolder.Statement), payload);
        File.WriteAllBytes(staged.PathOf(ReleaseFolder.Envelope), DsseEnvelope.Sign(payload, key).ToBytes());

        Report(progress, "self-attack", 4);
        if (request.Objection?.Invoke([.. files.Select(f => new WaitingFile(f.Made.Output, staged.PathOf(f.Name)))]) is { } objection)
        {
            throw new ReleaseRefusal(objection.Code, objection.Message);
        }

        Report(progress, "publish", 5);
        cancellationToken.ThrowIfCancellationRequested();
        if (request.StillAllowed?.Invoke() == false)
        {
            throw new ReleaseRefusal("GATE_DENIED", "The gate no longer allows this release; the decision names the reasons. Nothing was published.");
        }

        RequireNotWithdrawn(request, releaseId);

        if (request.Proof is { } prove)
        {
            File.WriteAllBytes(staged.PathOf(ReleaseFolder.Ledger), prove(new CheckpointSigner(key)).ToBytes());
        }

        // Before the release: a crash in between leaves a memory too many, which hides what it need not, and never a release that nobody remembers.
        ReleaseMemory.Write(store, bench, request, terms, releaseId, [.. made, .. ofTrial], earlier);

        // Before the release: who is told of an arm has to be found in it the next time, whatever happens in between.
        if (cohort.Armed is { } armed)
        {
            EnrolmentRegister.Publish(store, request, terms.Trial!, releaseId, armed.Register);
        }

        var (set, already) = Publish(store, staged, request.Project.Id, releaseId, SignedStatement.Read(payload)!.Digest);
        Report(progress, "done", Steps);
        var bundle = new ReleasedBundle(releaseId, set.Directory, SignedStatement.Read(payload)!.Digest, [.. files.Select(f => f.ToReleased())], already)
        {
            Expires = SignedStatement.Read(payload)!.Expires,
        };
        return new ReleaseResult.Released(bundle, report with { Reused = already });
    }

    private static void RequireNotWithdrawn(ReleaseRequest request, string releaseId)
    {
        if (request.IsWithdrawn(releaseId))
        {
            throw new ReleaseRefusal("RELEASE_WITHDRAWN", $"{releaseId} was withdrawn, and what was taken back is never made again. Correct what was wrong; a run at a later instant makes another release.");
        }
    }

    private static (List<MadeOutput> Files, List<MadeOutput> OfTrial) MakeOutputs(
        ReleaseWorkbench bench, ReleaseRequest request, ReleaseTerms terms, CohortTables cohort, EarlierReleases earlier)
    {
        var (outputs, columns) = (request.Project.Outputs, cohort.Columns);
        // Tables first: what they hide must not stand in the rows beside them.
        var counts = AggregateOutputs.Make(
            bench, terms, [.. outputs.Where(o => o.Kind == OutputKind.Aggregate), .. cohort.OfTrial], columns, request, earlier);
        return ([.. outputs.Select(output => output.Kind switch
        {
            OutputKind.Outreach => OutreachOutput.Make(bench, request, terms, output, columns[output.Name]),
            OutputKind.PseudonymisedRows => RowsOutput.Make(bench, request, terms, output, columns[output.Name], counts, earlier),
            OutputKind.Aggregate => counts.Single(c => c.Output == output),
        })], [.. counts.Where(c => cohort.OfTrial.Contains(c.Output))]);
    }

    // A set that is there must hold the same bytes; one that was damaged since goes to quarantine and is made again.
    private static (PublishedSet Set, bool Already) Publish(ZoneStore store, StagedSet staged, string project, string releaseId, string statementDigest)
    {
        var there = store.Find(Zone.Release, project, releaseId);
        if (there is not null && ZoneStore.DamageOf(there).Count > 0)
        {
            store.Quarantine(there, "damaged-release");
            there = null;
        }

        if (there is not null && there.Seal.Files[ReleaseFolder.Statement] != statementDigest)
        {
            throw new StageException(Name, releaseId, "The same release is published with other bytes. Keep both and find out why before anything is released.");
        }

        return (staged.Publish(ReleaseFolder.FactsOf(releaseId, statementDigest)), there is not null);
    }

    private static void Require(ReleaseRequest request, ReleaseTerms terms)
    {
        if (!request.Decision.IsAllowed || request.Decision.RuleHash != terms.RuleHash)
        {
            throw new ReleaseRefusal("GATE_DENIED", "The gate's decision at Release does not allow what the grant permits.");
        }

        if (request.Instant >= terms.EffectiveEnd)
        {
            throw new ReleaseRefusal("RULE_EXPIRED", "The permission ended before the release.");
        }

        if ((terms.Trial is null) != (request.Trial is null) || (terms.Trial is null) != (request.Project.Trial is null))
        {
            throw new InvalidOperationException("A trial is granted, asked for and given a key, or none of the three.");
        }

        var missing = terms.SuppressionLists.Except(request.Suppressions.Select(s => s.List.Value), StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            throw new ReleaseRefusal("SUPPRESSION_LIST_MISSING", $"The rule wants people on {string.Join(", ", missing)} left out, and that list was not given.");
        }

        if (request.Project.Outputs.Any(o => o.Kind == OutputKind.Outreach) && request.Suppressions.All(s => s.List.Value != Link.Protection.ProtectedAddress))
        {
            throw new ReleaseRefusal("SUPPRESSION_LIST_MISSING", "Nobody looked for protected addresses, and an outreach must leave out who has one.");
        }

        if (request.Project.Outputs.FirstOrDefault(o => o.Columns.DistinctBy(c => c.Name, StringComparer.OrdinalIgnoreCase).Count() != o.Columns.Count) is { } twice)
        {
            throw new ReleaseRefusal("OUTPUT_COLUMNS_DIFFER", $"{twice.Name}: two columns have the same name.");
        }

        var outputs = request.Project.Outputs.Select(ReleaseFolder.DataFileOf).ToList();
        var attachments = request.Attachments.Keys;
        if (!outputs.All(SetLayout.Bundle.IsPlainName)
            || !attachments.All(a => SetFolder.IsPlainName(a) && SetLayout.Bundle.IsPlainName(a))
            || outputs.Concat(attachments).Concat(ReleaseFolder.Reserved).Distinct(StringComparer.OrdinalIgnoreCase).Count() != outputs.Count + request.Attachments.Count + ReleaseFolder.Reserved.Count)
        {
            throw new ReleaseRefusal("FILE_NAME_NOT_ALLOWED", "An output or attachment has a name that is a path, taken twice, or reserved for the statement.");
        }
    }

    private static StageReport ReportOf(List<MadeOutput> made, long started)
    {
        var rejected = made.SelectMany(m => m.Part.RejectedByReason).GroupBy(r => r.Key).ToDictionary(g => g.Key, g => g.Sum(r => r.Value));
        return new StageReport
        {
            Name = Name,
            In = made.Sum(m => m.Part.In),
            Kept = made.Sum(m => m.Part.Kept),
            RejectedByReason = new SortedDictionary<string, long>(rejected, StringComparer.Ordinal),
            WarnedByReason = made.SelectMany(m => m.Part.WarnedByReason).GroupBy(r => r.Key).ToDictionary(g => g.Key, g => g.Sum(r => r.Value)),
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            Parts = [.. made.Select(m => m.Part)],
        };
    }

    private static void Report(IProgress<StageProgress>? progress, string step, int done) => progress?.Report(new StageProgress(Name, step, done, Steps));
}
