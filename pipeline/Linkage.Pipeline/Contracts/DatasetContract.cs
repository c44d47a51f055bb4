namespace Linkage.Pipeline.Contracts;

/// <summary>
/// What a source promises: its columns, their types, what kind of data each holds and what it may be used for.
/// Read from <c>schemas/sources/*.yaml</c>; the vocabulary is that of the Open Data Contract Standard 3.1 where it fits.
/// </summary>
public sealed record DatasetContract
{
    /// <summary>What <see cref="MinimumRows"/> is where a contract does not say: a file without rows is a file that went wrong.</summary>
    public const int DefaultMinimumRows = 1;

    /// <summary>The dataset's name.</summary>
    public required DatasetId Id { get; init; }

    /// <summary>Version of the contract, as in <c>1.2.0</c>. A changed file shape needs a new one.</summary>
    public required string Version { get; init; }

    /// <summary>A title a person reads.</summary>
    public required string Title { get; init; }

    /// <summary>Who first collected the data: Council, DWP, HMRC, NHS, Police, School, SocialLandlord, Voluntary or Private.</summary>
    public required string Origin { get; init; }

    /// <summary>The service the data comes from, as in <c>housing</c>: which kind of source it is, and so which models weigh its pairs. Null when the contract does not say; no part of the hash.</summary>
    public string? Domain { get; init; }

    /// <summary>What it was made of, for a derived dataset or a saved cohort; null for one that comes from its source.</summary>
    public ContractDerivation? DerivedFrom { get; init; }

    /// <summary>The information asset owner's team.</summary>
    public required string Owner { get; init; }

    /// <summary>How long landed copies may be kept, in days.</summary>
    public required int RetentionDays { get; init; }

    /// <summary>How the file is found and read.</summary>
    public required SourceFile File { get; init; }

    /// <summary>The columns, in the order of the contract.</summary>
    public required IReadOnlyList<ContractColumn> Columns { get; init; }

    /// <summary>The fewest rows the file must give, rejects not counted; 1 unless the contract says otherwise, and 0 allows an empty file.</summary>
    public int MinimumRows { get; init; } = DefaultMinimumRows;

    /// <summary>How far a delivery may differ from the one before it; no part of the hash.</summary>
    public CompletenessLimits Completeness { get; init; } = CompletenessLimits.Default;

    /// <summary>SHA-256 of the contract's canonical form, lower-case hex.</summary>
    public required string ContentHash { get; init; }

    /// <summary>The column that holds the source's own record id. Its values become record keys.</summary>
    public ContractColumn RecordId => Columns.Single(c => c.IsRecordId);

    /// <summary>Every column of another dataset that it was made of or selected by, each once.</summary>
    public IReadOnlyList<ColumnReference> MadeOf => [.. (DerivedFrom?.SelectedBy ?? []).Concat(Columns.SelectMany(c => c.From ?? [])).Distinct()];

    /// <summary>Every dataset that it was made of, each once, by id.</summary>
    public IReadOnlyList<DatasetId> Parents => [.. (DerivedFrom?.Parents ?? []).Concat(MadeOf.Select(c => c.Dataset)).Distinct().Order()];

    /// <summary>The column with a given meaning for linking, or null.</summary>
    public ContractColumn? WithMeaning(Meaning meaning) => Columns.FirstOrDefault(c => c.Meaning == meaning);
}
