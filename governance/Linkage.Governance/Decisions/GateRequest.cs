using System.Text.Json.Serialization;

namespace Linkage.Governance.Decisions;

/// <summary>
/// What a project asks for. Every value is plain text, so that a word nobody knows becomes a denial and not an exception.
/// All lists are sets: order means nothing.
/// </summary>
public sealed record GateRequest
{
    /// <summary>The project.</summary>
    public required string ProjectId { get; init; }

    /// <summary>Purpose code.</summary>
    public required string Purpose { get; init; }

    /// <summary>ENG, WAL, SCO or NI.</summary>
    public required string Nation { get; init; }

    /// <summary>Party id of the controller.</summary>
    public required string Controller { get; init; }

    /// <summary>Person id, or account, of who asks.</summary>
    public required string Requester { get; init; }

    /// <summary>Datasets and columns asked for.</summary>
    public required IReadOnlyList<RequestedDataset> Datasets { get; init; }

    /// <summary>The data contracts that the run reads its datasets and lists by.</summary>
    public required IReadOnlyList<RequestedContract> Contracts { get; init; }

    /// <summary>The models that the run weighs its pairs of datasets by.</summary>
    public IReadOnlyList<RequestedModel> Models { get; init; } = [];

    /// <summary>Joins asked for. With two datasets or more, each must be in one: a request is one linkage.</summary>
    public required IReadOnlyList<RequestedJoin> Joins { get; init; }

    /// <summary>The queries: the one named <c>cohort</c>, and those of outputs under the output's name.</summary>
    public required IReadOnlyList<RequestedSelection> Selections { get; init; }

    /// <summary>The trial asked for, or null. A request without one has the hash it had before there were any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RequestedTrial? Trial { get; init; }

    /// <summary>Outputs asked for.</summary>
    public required IReadOnlyList<RequestedOutput> Outputs { get; init; }

    /// <summary>Lists whose people are left out.</summary>
    public required IReadOnlyList<string> SuppressionLists { get; init; }

    /// <summary>Recipient team.</summary>
    public required string RecipientTeam { get; init; }

    /// <summary>Environment the recipient reads in.</summary>
    public required string RecipientEnvironment { get; init; }

    /// <summary>Channel of an outreach, or null.</summary>
    public string? Channel { get; init; }

    /// <summary>How the run was started: OnDemand, Daily, Weekly, Monthly or Quarterly.</summary>
    public string Schedule { get; init; } = "OnDemand";

    /// <summary>Runs already made under the rule, for its limit of runs.</summary>
    public int PriorRuns { get; init; }
}

/// <summary>A dataset as asked for.</summary>
/// <param name="Id">Dataset id.</param>
/// <param name="Origin">Origin by its contract.</param>
/// <param name="Columns">Columns.</param>
/// <param name="DerivedFrom">What it was made of, for a derived dataset or a saved cohort; null for one that came from its source.</param>
public sealed record RequestedDataset(string Id, string Origin, IReadOnlyList<RequestedColumn> Columns, RequestedDerivation? DerivedFrom = null);

/// <summary>
/// What a derived dataset was made of. It inherits the intersection of what its parents permit (gate.md): each use of it is a use of its parents, under the rule
/// that decides and under the rule that it was made under.
/// </summary>
/// <param name="Rule">Id of the rule that it was made under.</param>
/// <param name="Version">Version of that rule.</param>
/// <param name="Parents">
/// The datasets that it was made of. The uses of their columns are those that are in every row whatever is asked for: Select for a column that its people were selected by.
/// </param>
public sealed record RequestedDerivation(string Rule, int Version, IReadOnlyList<RequestedDataset> Parents);

/// <summary>A column as asked for.</summary>
/// <param name="Name">Logical name.</param>
/// <param name="Classification">Classification by its contract.</param>
/// <param name="Uses">Match, Select, Output.</param>
/// <param name="Origin">Origin of this column when it is not that of the dataset (a DWP-derived column in a council file); else null.</param>
/// <param name="From">Columns of parents that it was made of, as <c>dataset.column</c>; null for a column that came from a source.</param>
public sealed record RequestedColumn(string Name, string Classification, IReadOnlyList<string> Uses, string? Origin = null, IReadOnlyList<string>? From = null);

/// <summary>The data contract of a dataset or suppression list.</summary>
/// <param name="Dataset">Dataset id, or the list.</param>
/// <param name="Version">Version of the contract, for the reader of a refusal.</param>
/// <param name="Hash">Content hash of the contract, 64 lower-case hexadecimal digits.</param>
public sealed record RequestedContract(string Dataset, string Version, string Hash);

/// <summary>The model that weighs the pairs of records of two datasets.</summary>
/// <param name="Left">Dataset id, or a list. The order means nothing.</param>
/// <param name="Right">The other, or the same for duplicates within a dataset.</param>
/// <param name="Digest">Digest of the model, 64 lower-case hexadecimal digits, or <c>trained</c> for one trained on the run's own pairs.</param>
public sealed record RequestedModel(string Left, string Right, string Digest);

/// <summary>A join as asked for.</summary>
/// <param name="Left">Left dataset.</param>
/// <param name="Right">Right dataset.</param>
/// <param name="Type">Inner, Left or Anti.</param>
/// <param name="Keys">uprn, household, person.</param>
/// <param name="MinimumProbability">Least match probability, 0 to 1.</param>
public sealed record RequestedJoin(string Left, string Right, string Type, IReadOnlyList<string> Keys, double MinimumProbability);

/// <summary>A query as asked for.</summary>
/// <param name="Name"><c>cohort</c>, or the name of the output that it makes.</param>
/// <param name="Digest">SHA-256 (lower-case hex) of the parsed query.</param>
public sealed record RequestedSelection(string Name, string Digest);

/// <summary>An output as asked for.</summary>
/// <param name="Name">File name without ending.</param>
/// <param name="Kind">Outreach, PseudonymisedRows or Aggregate.</param>
/// <param name="Granularity">Row, Household, Uprn, DataZone, Lsoa, Ward or City.</param>
/// <param name="Columns">Columns.</param>
public sealed record RequestedOutput(string Name, string Kind, string Granularity, IReadOnlyList<RequestedOutputColumn> Columns);

/// <summary>A column of an output as asked for.</summary>
/// <param name="Name">Column name in the file.</param>
/// <param name="Role">Key, Contact, Value, Dimension, Count, Sum or Ratio.</param>
/// <param name="Sources">What it is made of, as <c>dataset.column</c>; empty for keys, channels and counts.</param>
public sealed record RequestedOutputColumn(string Name, string Role, IReadOnlyList<string> Sources)
{
    /// <summary>For a ratio: the count or sum of the same output that is divided.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Numerator { get; init; }

    /// <summary>For a ratio: the count or sum of the same output that it is divided by.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Denominator { get; init; }
}
