using Linkage.Matching.Blocking;
using Linkage.Matching.Comparisons;
using Linkage.Matching.Duck;
using Linkage.Matching.Scoring;
using Linkage.Matching.Training;

namespace Linkage.Matching;

/// <summary>What a linking run made. The tables are temporary tables and views of the session and live until the next run in it.</summary>
public sealed record LinkResult
{
    /// <summary>
    /// One row a link: left_dataset, left_id, right_dataset, right_id, match_probability (0 to 1), match_weight (log2 of the odds),
    /// key ('uprn' or 'person'), blocking_rule, and for each comparison <c>level_NAME</c>: 0 missing, 1 the best agreement, upwards worse. Where the
    /// rarity of an agreed value counts, <c>rarity_NAME</c> is what it adds to the weight, and <c>rarity_names_together</c> what forename and surname add
    /// by going together; NULL for nothing.
    /// </summary>
    public required SqlName Links { get; init; }

    /// <summary>One row a record: rid (INTEGER), dataset, record_id.</summary>
    public required SqlName Records { get; init; }

    /// <summary>The function in SQL that gives the id of a record by number.</summary>
    internal string RecordIdFunction { get; init; } = string.Empty;

    /// <summary>Records read.</summary>
    public required long RecordCount { get; init; }

    /// <summary>Records read, by dataset.</summary>
    public required IReadOnlyDictionary<string, long> RecordsByDataset { get; init; }

    /// <summary>Pairs of records the permitted datasets could form.</summary>
    public required long PossiblePairs { get; init; }

    /// <summary>Pairs of records compared.</summary>
    public required long PairsCompared { get; init; }

    /// <summary>Links kept.</summary>
    public required long LinkCount { get; init; }

    /// <summary>Records whose UPRN was not used because too many records share it.</summary>
    public required long QuarantinedUprnRecords { get; init; }

    /// <summary>What each blocking rule yielded and left out.</summary>
    public required IReadOnlyList<BlockingCount> Blocking { get; init; }

    /// <summary>The comparisons, in the order of the level columns.</summary>
    public required IReadOnlyList<Comparison> Comparisons { get; init; }

    /// <summary>The models the pairs were scored with.</summary>
    public required LinkModels Models { get; init; }

    /// <summary>The model of the pairs that have none of their own; of a run where all have, that of the first pair.</summary>
    public LinkModel Model => Models.All.First();

    /// <summary>The records as they were compared, for evaluation; null unless <see cref="LinkSettings.KeepRecords"/> was set.</summary>
    public ComparedRecords? Compared { get; init; }

    /// <summary>Wall seconds by step: normalise, block, compare, train, score.</summary>
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }

    /// <summary>Things a person should know: blocks left out, training that did not converge, fields without values.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
