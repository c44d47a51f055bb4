using Linkage.Matching.Duck;
using Linkage.Matching.Evaluation;

namespace Linkage.Matching.Files;

/// <summary>What linked files are trained with and held against, as relations of the session: labels, truth and groups.</summary>
internal sealed class FileTruth
{
    private static readonly SqlName Entities = new("lnk_entity");
    private static readonly SqlName LabelRelation = new("lnk_label");
    private static readonly SqlName GroupRelation = new("lnk_group");
    private static readonly SqlName TrainingRelation = new("lnk_training_label");

    private readonly FileSession _files;
    private readonly LinkSettings _settings;

    private FileTruth(FileSession files, LinkSettings settings, TruthExpression? expression) => (_files, _settings, Expression) = (files, settings, expression);

    /// <summary>The truth as it was given, or null.</summary>
    internal TruthExpression? Expression { get; }

    /// <summary>The labels to train with, or null.</summary>
    internal SqlName? Training { get; private set; }

    /// <summary>True when there is something to hold the links against.</summary>
    internal bool CanMeasure => Expression is not null || _files.Request.Labels is not null;

    /// <summary>Reads the files of labels and checks the truth, before the session is locked: it reads no file afterwards.</summary>
    /// <exception cref="MatchingInputException">A file or the expression cannot be used.</exception>
    internal static FileTruth Load(FileSession files, LinkSettings settings, CancellationToken cancellationToken)
    {
        var request = files.Request;
        var truth = new FileTruth(files, settings, request.Truth is { } text ? TruthExpression.Parse(files.Duck, text, cancellationToken) : null);
        if (settings.LabelsFile is { } known)
        {
            truth.Training = TrainingRelation;
            LabelFile.Load(files.Duck, Path.GetFullPath(known), TrainingRelation, files.Datasets, files.Scratch, cancellationToken);
        }

        if (request.Labels is { } labels)
        {
            LabelFile.Load(files.Duck, Path.GetFullPath(labels), LabelRelation, files.Datasets, files.Scratch, cancellationToken);
        }

        return truth;
    }

    /// <summary>Computes the truth of each record and its groups, in the locked session.</summary>
    /// <exception cref="MatchingInputException">The expression fails on a value, a group column is in neither file or identifies people, or there are groups without a truth.</exception>
    internal void Make(CancellationToken cancellationToken)
    {
        if (Expression is not null)
        {
            _files.Duck.Execute($"CREATE TEMP TABLE {Entities} (dataset VARCHAR, record_id VARCHAR, entity VARCHAR)", cancellationToken);
            foreach (var dataset in _files.Datasets)
            {
                Expression.Insert(_files.Duck, Entities, dataset, new SqlName(dataset), new SqlName(_files.Request.Id), cancellationToken);
            }
        }

        MakeGroups(cancellationToken);
    }

    /// <summary>What to evaluate the clusters of a run against.</summary>
    internal EvaluationRequest Against(LinkSettings settings, SqlName clusters)
    {
        var (request, datasets) = (_files.Request, _files.Datasets);
        return new EvaluationRequest
        {
            Truth = Expression is null ? null : Entities,
            Labels = request.Labels is null ? null : LabelRelation,
            Groups = request.Groups.Count == 0 ? null : GroupRelation,
            GroupColumns = [.. request.Groups.Distinct(StringComparer.OrdinalIgnoreCase)],
            Clusters = clusters,
            ClusterThreshold = settings.Threshold,
            PermittedPairs = Settings.PermittedByType.Of(settings, datasets) ?? [new DatasetPair(datasets[0], datasets[^1])],
        };
    }

    /// <summary>Makes the relation of group columns; a column may be in one of the files only.</summary>
    private void MakeGroups(CancellationToken cancellationToken)
    {
        var (request, datasets) = (_files.Request, _files.Datasets);
        if (request.Groups.Count == 0)
        {
            return;
        }

        if (request.Truth is null)
        {
            throw new MatchingInputException("Accuracy by group needs a truth.", "--groups", "Give --truth as well.");
        }

        var columns = datasets.ToDictionary(
            d => d, d => SourceFileLoader.Columns(_files.Duck, new SqlName(d), cancellationToken).ToHashSet(StringComparer.OrdinalIgnoreCase), StringComparer.Ordinal);
        foreach (var column in request.Groups.Where(c => c == request.Id || c is "dataset" or "record_id" || !columns.Values.Any(known => known.Contains(c))))
        {
            throw new MatchingInputException($"There is no column '{column}' to group by.", "--groups", "Take a column of the files that is neither the record id nor named dataset or record_id.");
        }

        GroupColumns.RefuseIdentifying(_files, _settings, cancellationToken);
        var selects = datasets.Select(d =>
            $"SELECT {SqlName.Literal(d)} AS dataset, {new SqlName(request.Id)} AS record_id"
            + string.Concat(request.Groups.Distinct(StringComparer.OrdinalIgnoreCase).Select(c => columns[d].Contains(c) ? $", CAST({new SqlName(c)} AS VARCHAR) AS {new SqlName(c)}" : $", NULL::VARCHAR AS {new SqlName(c)}"))
            + $" FROM {new SqlName(d)}");
        _files.Duck.Execute($"CREATE OR REPLACE TEMP TABLE {GroupRelation} AS SELECT * FROM ({string.Join(" UNION ALL ", selects)})", cancellationToken);
    }
}
