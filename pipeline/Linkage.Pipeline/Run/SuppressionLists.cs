using Linkage.Matching;
using Linkage.Matching.Duck;
using Linkage.Matching.Normalise;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Extract;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Run;

/// <summary>
/// Holds a suppression list to being whole before anyone is left out by it: a row that cannot be read, or that could find nobody, protects nobody,
/// and a list that lost many rows since the last release has most likely been cut off. Better no letter than one to the wrong door.
/// </summary>
internal sealed class SuppressionLists(RunScratch scratch, PreviousRelease previous, string? ruleHash)
{
    /// <summary>Code of a list with rows that protect nobody.</summary>
    public const string Incomplete = "SUPPRESSION_LIST_INCOMPLETE";

    /// <summary>Code of a list much shorter than at the last release.</summary>
    public const string Shrunk = "SUPPRESSION_LIST_SHRUNK";

    private const int LinesShown = 10;

    /// <summary>What stands against using a landed list; empty when it is whole. Names lines, never values.</summary>
    public IEnumerable<(string Code, string Message)> Problems(DatasetContract contract, Extracted list, CancellationToken cancellationToken)
    {
        var (id, part) = (contract.Id, list.Part);
        if (part.Kept == 0)
        {
            yield return (Incomplete, $"The suppression list {id} has no row that can be read, so it would protect nobody; ask its owner for the whole list and run again.");
            yield break;
        }

        if (part.In > part.Kept)
        {
            yield return (Incomplete, $"{part.In - part.Kept} of {part.In} rows of the suppression list {id} break its contract and would protect nobody; have the list corrected (its rejects name line and reason) and run again.");
        }

        if (Unlinkable(contract, list, cancellationToken) is { Count: > 0 } lines)
        {
            var more = lines.Count > LinesShown ? $" and {lines.Count - LinesShown} more" : string.Empty;
            yield return (Incomplete, $"{lines.Count} of {part.In} rows of the suppression list {id} hold too little to find the person by (line {string.Join(", ", lines.Take(LinesShown))}{more}) and would protect nobody; have a date of birth, a UPRN or a full name with postcode added and run again.");
        }

        // Approving a new version of the rule is how officers say that a shorter list is meant.
        if (previous.RuleHash == ruleHash && previous.Rows.TryGetValue(id.Value, out var before) && before - part.Kept > Math.Max(2, before / 5))
        {
            yield return (Shrunk, $"The suppression list {id} has {part.Kept} rows and had {before} at the last release, a fall of more than a fifth; ask its owner for the whole list. If the fall is meant, have a new version of the rule approved.");
        }
    }

    /// <summary>What a refusal of a list's file is told as: a list that is too short is an incomplete one.</summary>
    public static (string Code, string Message) Problem(DatasetContract contract, ExtractRefused refused) => refused.Code == ExtractRefusals.TooFewRows
        ? (Incomplete, $"{refused.Message} The suppression list {contract.Id} would protect too few people, or nobody.")
        : (refused.Code, refused.Message);

    private IReadOnlyList<string> Unlinkable(DatasetContract contract, Extracted list, CancellationToken cancellationToken)
    {
        using var session = DuckSession.Open(scratch.Session());
        var rows = new SqlName("suppression_list");
        session.Execute($"CREATE TEMP VIEW {rows} AS SELECT * FROM read_parquet({SqlName.File(list.RowsPath)}, hive_partitioning = false)", cancellationToken);
        return UnlinkableRecords.Of(
            session,
            new LinkInput
            {
                Dataset = contract.Id.Value,
                Relation = rows,
                RecordIdColumn = "line_number",
                Columns = [.. LinkInputs.Columns(contract).Select(LinkInputs.ToColumn)],
            },
            cancellationToken);
    }
}
