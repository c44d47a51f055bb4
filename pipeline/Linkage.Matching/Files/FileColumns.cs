using Linkage.Matching.Duck;
using Linkage.Matching.Evaluation;
using Linkage.Matching.Inference;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Files;

/// <summary>What the columns of the files mean: as the settings say, else as inferred; what is truth, group or id is no evidence.</summary>
internal static class FileColumns
{
    /// <summary>The columns of all files.</summary>
    /// <exception cref="MatchingInputException">A column to ignore is in no file.</exception>
    internal static IReadOnlyList<InferredColumn> Infer(FileSession files, LinkSettings settings, TruthExpression? truth, CancellationToken cancellationToken)
    {
        RecordTable.CreateMacros(files.Duck, cancellationToken);
        var excluded = Excluded(files, truth, cancellationToken);
        var inferred = files.Datasets
            .SelectMany(d => ColumnInference.Infer(files.Duck, d, new SqlName(d), excluded, cancellationToken))
            .Select(c => Overruled(c, settings))
            .ToList();
        return ColumnInference.KeepShared(inferred, files.Datasets.Count);
    }

    /// <summary>The files as inputs of a run.</summary>
    internal static IReadOnlyList<LinkInput> Inputs(FileSession files, IReadOnlyList<InferredColumn> columns) =>
        [.. files.Datasets.Select(dataset => new LinkInput
        {
            Dataset = dataset,
            Relation = new SqlName(dataset),
            RecordIdColumn = files.Request.Id,
            Columns = [.. columns.Where(c => c.Dataset == dataset && c.Meaning is not null).Select(c => new LinkColumn(c.Name, c.Meaning!.Value, c.Field))],
        })];

    private static Dictionary<string, string> Excluded(FileSession files, TruthExpression? truth, CancellationToken cancellationToken)
    {
        var (request, excluded) = (files.Request, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase));
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
            if (!files.Datasets.Any(d => SourceFileLoader.Columns(files.Duck, new SqlName(d), cancellationToken).Contains(column, StringComparer.OrdinalIgnoreCase)))
            {
                throw new MatchingInputException($"There is no column '{column}' to ignore.", "--ignore", "Check the spelling of the column.");
            }

            excluded[column] = "it is to be ignored";
        }

        excluded[request.Id] = "it is the record id";
        return excluded;
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
}
