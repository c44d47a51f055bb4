using System.Diagnostics;
using System.Globalization;
using Linkage.Matching.Clustering;
using Linkage.Matching.Clustering.Incremental;
using Linkage.Matching.Duck;
using Linkage.Matching.Evaluation;
using Linkage.Matching.Inference;
using Linkage.Matching.Training;

namespace Linkage.Matching.Files;

/// <summary>One run over loaded files, step by step: link, cluster, measure, write, carry the persons on, report.</summary>
internal sealed class FileLinkRun(FileSession files, LinkSettings settings, OutFolder? folder, SpineFolder? spine, IProgress<MatchingProgress>? progress)
{
    /// <summary>Links below this probability are not even measured.</summary>
    private const double LeastMeasured = 0.001;

    /// <summary>Links from here on are kept for the next run over a spine: a pair below the threshold may rise above it as values get rarer.</summary>
    private const double LeastForTheNext = 0.01;

    private readonly FileLinkRequest _request = files.Request;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Dictionary<string, double> _seconds = new(StringComparer.Ordinal);
    private SpineMemory? _memory;
    private long? _new;

    /// <summary>Runs every step.</summary>
    internal FileLinkOutcome Link(CancellationToken cancellationToken)
    {
        var truth = FileTruth.Load(files, settings, cancellationToken);
        Lock(cancellationToken);
        var columns = FileColumns.Infer(files, settings, truth.Expression, cancellationToken);
        truth.Make(cancellationToken);
        Lap("load");

        var kept = truth.CanMeasure || _request.Report is not null;
        var inputs = FileColumns.Inputs(files, columns);
        var least = Math.Min(settings.KeptFrom ?? settings.Threshold, _request.KeepFrom ?? 1);
        var lowest = kept ? Math.Min(LeastMeasured, least) : spine is not null ? Math.Min(LeastForTheNext, least) : least;
        var used = settings with { MinimumProbability = lowest, KeepRecords = kept, Labels = truth.Training, LabelsFile = null };
        var run = Compare(inputs, used, cancellationToken);
        Take(run.Seconds);

        var clusters = Cluster(run, cancellationToken);
        Lap("cluster");
        var result = kept ? Evaluator.Evaluate(files.Duck, run, truth.Against(settings, clusters.Clusters), cancellationToken) : null;
        Lap("evaluate");
        if (folder is not null)
        {
            LinkFiles.Write(files, folder, settings, truth.CanMeasure ? used.MinimumProbability : least, columns, run, clusters, cancellationToken);
            Lap("write");
        }

        var persons = spine is null ? null : CarryOn(spine, clusters, run, cancellationToken);
        if (_request.Report is not null)
        {
            FileReport.Write(files.Duck, _request, settings.Threshold, used, inputs, run, clusters, result, _seconds, cancellationToken);
            Lap("report");
        }

        return Outcome(columns, run, clusters, result, truth.CanMeasure, persons, cancellationToken);
    }

    private void Lock(CancellationToken cancellationToken)
    {
        // As it is written to, and as it is read: where the path holds a sign of a pattern, these differ.
        var folders = new[] { folder?.Path, _request.Spine is { } keeper ? Path.GetFullPath(keeper) : null }.OfType<string>()
            .SelectMany(f => new[] { f, SqlName.Escaped(f) }.Distinct().Select(form => form + Path.DirectorySeparatorChar));
        files.Duck.Execute($"SET allowed_directories = {SqlName.LiteralList(folders)}", cancellationToken);
        files.Duck.Lock(cancellationToken);
    }

    private LinkResult Compare(IReadOnlyList<LinkInput> inputs, LinkSettings used, CancellationToken cancellationToken)
    {
        using var run = Linker.Prepare(files.Duck, inputs, used, progress, cancellationToken);
        if (spine is not null)
        {
            RecordFingerprints.Make(run, spine.FingerprintKey(), cancellationToken);
        }

        LinkDelta? delta = null;
        if (_request.OnlyNew)
        {
            (delta, _new) = spine is { RunCount: > 0 } ? SpineMemory.New(run, spine, cancellationToken) : (null, run.RecordCount);
            run.CompareOnly(delta, cancellationToken);
        }

        var model = used.Model ?? (delta is null ? run.Train(progress, cancellationToken) : LinkModel.Load(spine!.KeptFiles.Model));
        _memory = spine is null ? null : SpineMemory.Of(run, model);

        // What is new is little: it is linked in one go.
        return folder is null || delta is not null ? run.Score(model, progress, cancellationToken) : run.ScoreTo(folder.Links, model, progress, cancellationToken);
    }

    private ClusterResult Cluster(LinkResult run, CancellationToken cancellationToken)
    {
        progress?.Report(new MatchingProgress("cluster", 0, 0));
        return Clusterer.Cluster(
            files.Duck,
            run,
            files.Datasets,
            new ClusterSettings
            {
                MinimumProbability = settings.Threshold,
                BestMutualOnly = settings.OneToOne,
                DuplicateFree = settings.OneToOne && files.Datasets.Count == 2 ? files.Datasets : [],
                MaxClusterSize = settings.MaxClusterSize,
            },
            cancellationToken);
    }

    private FileLinkSpine CarryOn(SpineFolder keeper, ClusterResult clusters, LinkResult run, CancellationToken cancellationToken)
    {
        var number = keeper.RunCount + 1;
        var update = keeper.Update(files.Duck, _request.Run ?? number.ToString(CultureInfo.InvariantCulture), clusters.Clusters, run.Links, settings.Threshold, cancellationToken);
        keeper.Write(files.Duck, update, _memory, run.Links, cancellationToken);
        Lap("spine");
        return new FileLinkSpine { Run = update.Run, Number = number, NewRecords = _new, Persons = update.PersonCount, Events = update.Events, Head = keeper.Head! };
    }

    private FileLinkOutcome Outcome(
        IReadOnlyList<InferredColumn> columns, LinkResult run, ClusterResult clusters, EvaluationResult? result, bool measured, FileLinkSpine? persons, CancellationToken cancellationToken)
    {
        var evaluation = LinkEvaluation.Of(result?.Truth);
        using var process = Process.GetCurrentProcess();
        return new FileLinkOutcome
        {
            Result = new FileLinkResult
            {
                Records = run.RecordCount,
                PairsCompared = run.PairsCompared,
                Links = files.Duck.Scalar<long>($"SELECT count(*) FROM {run.Links} WHERE match_probability >= $1", [settings.Threshold], cancellationToken),
                Clusters = clusters.LinkedClusterCount,
                Spine = persons,
                Best = evaluation?.Best,
                At95 = evaluation?.AtThreshold,
                Seconds = _seconds,
                PeakMib = process.PeakWorkingSet64 >> 20,
            },
            Columns = columns,
            Run = run,
            Evaluation = evaluation,
            Measured = measured ? result : null,
        };
    }

    private void Take(IReadOnlyDictionary<string, double> steps)
    {
        foreach (var (step, taken) in steps)
        {
            _seconds[step] = taken;
        }

        _clock.Restart();
    }

    private void Lap(string step)
    {
        _seconds[step] = _clock.Elapsed.TotalSeconds;
        _clock.Restart();
    }
}
