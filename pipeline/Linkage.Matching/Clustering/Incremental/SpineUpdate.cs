using Linkage.Matching.Duck;

namespace Linkage.Matching.Clustering.Incremental;

/// <summary>The persons after a run. The tables are temporary tables of the session and live until the next update in it.</summary>
public sealed record SpineUpdate
{
    /// <summary>One row a record: dataset, record_id, person_id; in the order of dataset and record id.</summary>
    public required SqlName Spine { get; init; }

    /// <summary>
    /// One row an event of this run: run, number (1, 2 ...), event (<see cref="PersonEvent"/>), from_id, to_id, records (that moved; of a retired person all
    /// it had), and for merged and moved the strongest link between its records and others of the person they joined: left_dataset, left_id,
    /// right_dataset, right_id, match_probability, match_weight.
    /// </summary>
    public required SqlName Ledger { get; init; }

    /// <summary>Name of the run.</summary>
    public required string Run { get; init; }

    /// <summary>Records of the spine.</summary>
    public required long RecordCount { get; init; }

    /// <summary>Persons of the spine.</summary>
    public required long PersonCount { get; init; }

    /// <summary>Ids given so far, those of this run and retired ones included.</summary>
    public required long Issued { get; init; }

    /// <summary>Number of events by kind; a kind that did not occur is not there.</summary>
    public required IReadOnlyDictionary<string, long> Events { get; init; }
}
