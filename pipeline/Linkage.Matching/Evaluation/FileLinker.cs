using System.Diagnostics;
using System.Globalization;
using Linkage.Matching.Clustering;
using Linkage.Matching.Clustering.Incremental;
using Linkage.Matching.Duck;
using Linkage.Matching.Inference;
using Linkage.Matching.Normalise;
using Linkage.Matching.Report;
using Linkage.Matching.Review;
using Linkage.Matching.Settings;

namespace Linkage.Matching.Evaluation;

/// <summary>
/// Links any two files, or one with itself, for evaluation: loads, infers what the columns mean, links, clusters and measures. The session is locked
/// before the user's expression runs.
/// </summary>
public static partial class FileLinker
{
    /// <summary>Links below this probability are not even measured.</summary>
    private const double LeastMeasured = 0.001;

    private static readonly SqlName Entities = new("lnk_entity");

    /// <summary>Runs a request.</summary>
    /// <param name="request">What to link.</param>
    /// <param name="progress">Told of every step; may be null.</param>
    /// <param name="cancellationToken">Interrupts the running statement.</param>
    /// <exception cref="MatchingInputException">A file, column, setting or the truth expression cannot be used.</exception>
    public static FileLinkOutcome Link(FileLinkRequest request, IProgress<MatchingProgress>? progress, CancellationToken cancellationToken)
    {
        var settings = request.Settings is { } path ? LinkSettings.Load(path) : new LinkSettings();
        using var spine = request.Spine is { } spineFolder ? SpineFolder.Open(spineFolder) : null;
        return InSession(request, (session, scratch) => Link(session, request, settings, spine, scratch, progress, cancellationToken));
    }

    private static T InSession<T>(FileLinkRequest request, Func<DuckSession, string, T> work)
    {
        var scratch = Directory.CreateTempSubdirectory("linkage-link-");
        try
        {
            using var session = DuckSession.Open(new DuckOptions
            {
                Threads = request.Threads,
                MemoryLimitMib = request.MemoryLimitMib,
                SpillDirectory = scratch.FullName,
                PreserveInsertionOrder = false,
            });
            return work(session, scratch.FullName);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static string[] Files(FileLinkRequest request) => request.Right is { } right ? [request.Left, right] : [request.Left];

    /// <summary>Loads the files as relations by the names of their datasets, which are returned.</summary>
    private static string[] LoadFiles(DuckSession session, FileLinkRequest request, string scratch, CancellationToken cancellationToken)
    {
        var files = Files(request);
        string[] datasets = files.Length == 1 ? ["left"] : ["left", "right"];
        foreach (var (file, dataset) in files.Zip(datasets))
        {
            SourceFileLoader.Load(session, Path.GetFullPath(file), new SqlName(dataset), request.Id, scratch, cancellationToken);
        }

        return datasets;
    }

    private static List<LinkInput> Inputs(FileLinkRequest request, string[] datasets, IReadOnlyList<InferredColumn> columns) =>
        [.. datasets.Select(dataset => new LinkInput
        {
            Dataset = dataset,
            Relation = new SqlName(dataset),
            RecordIdColumn = request.Id,
            Columns = [.. columns.Where(c => c.Dataset == dataset && c.Meaning is not null).Select(c => new LinkColumn(c.Name, c.Meaning!.Value, c.Field))],
        })];

    private static FileLinkOutcome Link(
        DuckSession session, FileLinkRequest request, LinkSettings settings, SpineFolder? spine, string scratch, IProgress<MatchingProgress>? progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var seconds = new Dictionary<string, double>(StringComparer.Ordinal);

        void Lap(string step)
        {
            seconds[step] = clock.Elapsed.TotalSeconds;
            clock.Restart();
        }

        var datasets = LoadFiles(session, request, scratch, cancellationToken);

        // Before the session is locked: it reads no file afterwards.
        SqlName? training = null;
        if (settings.LabelsFile is { } labelled)
        {
            training = new SqlName("lnk_training_label");
            LabelFile.Load(session, Path.GetFullPath(labelled), training.Value, datasets, scratch, cancellationToken);
        }

        if (request.Labels is { } labels)
        {
            LabelFile.Load(session, Path.GetFullPath(labels), EvaluationRelations.Labels, datasets, scratch, cancellationToken);
        }

        var truth = request.Truth is { } text ? TruthExpression.Parse(session, text, cancellationToken) : null;
        var outFolder = request.Out is { } given ? Directory.CreateDirectory(given).FullName : null;
        var folders = new[] { outFolder, request.Spine is { } keeper ? Path.GetFullPath(keeper) : null }.OfType<string>().Select(f => f + Path.DirectorySeparatorChar);
        session.Execute($"SET allowed_directories = {SqlName.LiteralList(folders)}", cancellationToken);
        session.Lock(cancellationToken);
        var columns = Infer(session, request, settings, truth, datasets, cancellationToken);
        if (truth is not null)
        {
            session.Execute($"CREATE TEMP TABLE {Entities} (dataset VARCHAR, record_id VARCHAR, entity VARCHAR)", cancellationToken);
            foreach (var dataset in datasets)
            {
                truth.Insert(session, Entities, dataset, new SqlName(dataset), new SqlName(request.Id), cancellationToken);
            }
        }

        EvaluationRelations.MakeGroups(session, request, datasets, cancellationToken);

        Lap("load");
        var measured = truth is not null || request.Labels is not null;
        var kept = measured || request.Report is not null;
        var inputs = Inputs(request, datasets, columns);
        var least = Math.Min(settings.KeptFrom ?? settings.Threshold, request.KeepFrom ?? 1);
        var linkSettings = settings with { MinimumProbability = kept ? Math.Min(LeastMeasured, least) : least, KeepRecords = kept, Labels = training, LabelsFile = null };
        var run = Linker.Link(session, inputs, linkSettings, progress, cancellationToken);
        foreach (var (step, taken) in run.Seconds)
        {
            seconds[step] = taken;
        }

        clock.Restart();
        progress?.Report(new MatchingProgress("cluster", 0, 0));
        var clusters = Clusterer.Cluster(
            session,
            run.Links,
            run.Records,
            datasets,
            new ClusterSettings { MinimumProbability = settings.Threshold, BestMutualOnly = settings.OneToOne, DuplicateFree = settings.OneToOne && datasets.Length == 2 ? datasets : [], MaxClusterSize = settings.MaxClusterSize },
            cancellationToken);
        Lap("cluster");
        var result = !kept ? null : Evaluator.Evaluate(
            session,
            run,
            new EvaluationRequest
            {
                Truth = truth is null ? null : Entities,
                Labels = request.Labels is null ? null : EvaluationRelations.Labels,
                Groups = request.Groups.Count == 0 ? null : EvaluationRelations.Groups,
                GroupColumns = [.. request.Groups.Distinct(StringComparer.OrdinalIgnoreCase)],
                Clusters = clusters.Clusters,
                ClusterThreshold = settings.Threshold,
                PermittedPairs = PermittedByType.Of(settings, datasets) ?? [new DatasetPair(datasets[0], datasets[^1])],
            },
            cancellationToken);
        var evaluation = LinkEvaluation.Of(result?.Truth);
        Lap("evaluate");
        var links = session.Scalar<long>("SELECT count(*) FROM lnk_link WHERE match_probability >= $1", [settings.Threshold], cancellationToken);
        if (outFolder is not null)
        {
            Write(session, outFolder, settings, columns, run, clusters, measured ? 0 : least, cancellationToken);
            LinkRunFile.Of(settings.Threshold, measured ? linkSettings.MinimumProbability : least, datasets.Zip(Files(request).Select(f => Path.GetFullPath(f))), request.Id, columns, run).Save(outFolder);
            Lap("write");
        }

        var persons = spine is null ? null : CarryOn(session, spine, request, clusters, run, settings.Threshold, cancellationToken);
        if (persons is not null)
        {
            Lap("spine");
        }

        if (request.Report is not null)
        {
            FileReport.Write(session, request, settings.Threshold, linkSettings, inputs, run, clusters, result, seconds, cancellationToken);
            Lap("report");
        }

        using var process = Process.GetCurrentProcess();
        return new FileLinkOutcome
        {
            Result = new FileLinkResult
            {
                Records = run.RecordCount,
                PairsCompared = run.PairsCompared,
                Links = links,
                Clusters = clusters.LinkedClusterCount,
                Spine = persons,
                Best = evaluation?.Best,
                At95 = evaluation?.AtThreshold,
                Seconds = seconds,
                PeakMib = process.PeakWorkingSet64 >> 20,
            },
            Columns = columns,
            Run = run,
            Evaluation = evaluation,
            Measured = measured ? result : null,
        };
    }

    private static FileLinkSpine CarryOn(
        DuckSession session, SpineFolder spine, FileLinkRequest request, ClusterResult clusters, LinkResult run, double threshold, CancellationToken cancellationToken)
    {
        var number = spine.RunCount + 1;
        var update = spine.Update(
            session, request.Run ?? number.ToString(System.Globalization.CultureInfo.InvariantCulture), clusters.Clusters, run.Links, threshold, cancellationToken);
        spine.Write(session, update, cancellationToken);
        return new FileLinkSpine { Run = update.Run, Number = number, Persons = update.PersonCount, Events = update.Events, Head = spine.Head! };
    }

    private static IReadOnlyList<InferredColumn> Infer(
        DuckSession session, FileLinkRequest request, LinkSettings settings, TruthExpression? truth, string[] datasets, CancellationToken cancellationToken)
    {
        RecordTable.CreateMacros(session, cancellationToken);
        var excluded = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var column in truth?.Columns ?? new HashSet<string>())
        {
            excluded[column] = "it is part of the truth";
        }

        foreach (var column in request.Groups)
        {
            excluded[column] = "accuracy is reported by it";
        }

        foreach (var column in request.Ignore)
        {
            if (!datasets.Any(d => SourceFileLoader.Columns(session, new SqlName(d), cancellationToken).Contains(column, StringComparer.OrdinalIgnoreCase)))
            {
                throw new MatchingInputException($"There is no column '{column}' to ignore.", "--ignore", "Check the spelling of the column.");
            }

            excluded[column] = "it is to be ignored";
        }

        excluded[request.Id] = "it is the record id";
        var inferred = datasets.SelectMany(d => ColumnInference.Infer(session, d, new SqlName(d), excluded, cancellationToken)).Select(c => Overruled(c, settings)).ToList();
        return ColumnInference.KeepShared(inferred, datasets.Length);
    }

    private static InferredColumn Overruled(InferredColumn column, LinkSettings settings)
    {
        if (!settings.Columns.TryGetValue(column.Name, out var meaning))
        {
            return column;
        }

        return meaning.Meaning is { } said
            ? column with { Meaning = said, Field = RecordFields.IsGeneral(said) ? meaning.Field ?? ColumnNames.Plain(column.Name) : null, Reason = "by the settings" }
            : column with { Meaning = null, Field = null, Reason = "the settings say to ignore it" };
    }

    private static void Write(
        DuckSession session, string folder, LinkSettings settings, IReadOnlyList<InferredColumn> columns, LinkResult run, ClusterResult clusters, double least, CancellationToken cancellationToken)
    {
        string Target(string name) => SqlName.Literal(Path.Combine(folder, name));
        session.Execute(
            string.Create(CultureInfo.InvariantCulture, $"COPY (SELECT * EXCLUDE (left_rid, right_rid) FROM {run.Links} WHERE match_probability >= {least:R}::DOUBLE ORDER BY left_rid, right_rid) TO {Target("links.parquet")} (FORMAT parquet, COMPRESSION zstd)"),
            cancellationToken);
        session.Execute(
            $"COPY (SELECT dataset, record_id, cluster_number, cluster_id FROM {clusters.Clusters} ORDER BY cluster_number, dataset, record_id) TO {Target("clusters.parquet")} (FORMAT parquet, COMPRESSION zstd)",
            cancellationToken);
        run.Model.Save(Path.Combine(folder, "model.json"));
        var used = columns.GroupBy(c => c.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => new ColumnSettings(g.First().Meaning, g.First().Field), StringComparer.Ordinal);
        (settings with { Columns = used, Model = null }).Save(Path.Combine(folder, "settings.json"));
    }
}
