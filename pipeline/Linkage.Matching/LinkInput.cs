using Linkage.Matching.Duck;

namespace Linkage.Matching;

/// <summary>One relation to be linked: a dataset, or one file of it.</summary>
public sealed record LinkInput
{
    /// <summary>The dataset's id; unique among the inputs of a run.</summary>
    public required string Dataset { get; init; }

    /// <summary>A table or view of the session, one row a record.</summary>
    public required SqlName Relation { get; init; }

    /// <summary>The column with the record id: VARCHAR or BLOB (the same in every input), never null, unique in the dataset.</summary>
    public required string RecordIdColumn { get; init; }

    /// <summary>The columns to link by. Columns not named here are never looked at.</summary>
    public required IReadOnlyList<LinkColumn> Columns { get; init; }

    /// <summary>
    /// Columns that hold lists of text (VARCHAR[]), by whose name blocking rules may take them apart (<see cref="Blocking.BlockingRule.Explode"/>);
    /// capitals and outer spaces do not count. They are not compared.
    /// </summary>
    public IReadOnlyList<string> Lists { get; init; } = [];
}

/// <summary>A column to link by.</summary>
/// <param name="Name">Column name in the relation.</param>
/// <param name="Meaning">What it holds.</param>
/// <param name="Field">For general meanings (Text, Code ...): the name under which columns of several inputs are one field; null takes the column's own name.</param>
public sealed record LinkColumn(string Name, FieldMeaning Meaning, string? Field = null);

/// <summary>A pair of datasets that may be compared; the order does not matter. A dataset paired with itself is deduplicated.</summary>
/// <param name="Left">One dataset.</param>
/// <param name="Right">The other dataset.</param>
public sealed record DatasetPair(string Left, string Right);
