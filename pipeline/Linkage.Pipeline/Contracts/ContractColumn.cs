using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Contracts;

/// <summary>One column of a contract.</summary>
public sealed record ContractColumn
{
    /// <summary>The name inside Linkage, snake_case.</summary>
    public required string Name { get; init; }

    /// <summary>The header in the source file.</summary>
    public required string PhysicalName { get; init; }

    /// <summary>The type after reading.</summary>
    public required LogicalType Type { get; init; }

    /// <summary>For Parquet: the type in the file as DuckDB names it, as in <c>BIGINT</c>. Null for CSV, where everything is text.</summary>
    public string? PhysicalType { get; init; }

    /// <summary>For dates in text: a DuckDB strptime format such as <c>%d/%m/%Y</c>.</summary>
    public string? DateFormat { get; init; }

    /// <summary>What follows when a value cannot be read as <see cref="Type"/>: Reject moves the row to the reject table, Warn keeps it with the value blank.</summary>
    public OnFailure WhenUnreadable { get; init; } = OnFailure.Reject;

    /// <summary>What kind of data it holds; decides the zone.</summary>
    public required Classification Classification { get; init; }

    /// <summary>What it means for linking, if anything.</summary>
    public Meaning? Meaning { get; init; }

    /// <summary>The most a rule may ever grant for it.</summary>
    public required IReadOnlyList<string> Uses { get; init; }

    /// <summary>Columns of parents that it was made of; empty for one of a derived dataset that was recorded afterwards, and null for one that comes from a source.</summary>
    public IReadOnlyList<ColumnReference>? From { get; init; }

    /// <summary>True for the source's own record id.</summary>
    public bool IsRecordId { get; init; }

    /// <summary>How far its values may differ from those of the delivery before; null where the contract's limits count. No part of the contract's hash.</summary>
    public ColumnCompleteness? Completeness { get; init; }

    /// <summary>What the values must satisfy.</summary>
    public IReadOnlyList<Expectation> Expectations { get; init; } = [];

    /// <summary>Identifier and contact columns live in the identity zone only; free text is never carried past landing.</summary>
    public Zone HomeZone => Classification switch
    {
        Classification.Identifier or Classification.Contact => Zone.Identity,
        Classification.FreeText => Zone.Landing,
        Classification.QuasiIdentifier or Classification.Attribute or Classification.SpecialCategory => Zone.Research,
    };
}
