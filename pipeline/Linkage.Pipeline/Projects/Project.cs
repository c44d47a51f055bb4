using System.Text.Json.Serialization;
using Linkage.Governance.Decisions;
using Linkage.Pipeline.Contracts;

namespace Linkage.Pipeline.Projects;

/// <summary>
/// One project file (<c>schemas/cohorts/*.yaml</c>): a purpose, datasets, joins, a cohort query, outputs and a recipient.
/// What it asks for is a request; only a rule makes it a grant.
/// </summary>
public sealed record Project
{
    /// <summary>The project's id; also its folder name in the zones.</summary>
    public required string Id { get; init; }

    /// <summary>Version of the project file, a whole number from 1.</summary>
    public required int Version { get; init; }

    /// <summary>A title a person reads.</summary>
    public required string Title { get; init; }

    /// <summary>ENG, WAL, SCO or NI.</summary>
    public required string Nation { get; init; }

    /// <summary>Party id of the controller.</summary>
    public required string Controller { get; init; }

    /// <summary>Purpose code of gate.md.</summary>
    public required string Purpose { get; init; }

    /// <summary>Who asks, as a person id of the council's directory.</summary>
    public required string Requester { get; init; }

    /// <summary>The datasets, with the uses asked for each column.</summary>
    public required IReadOnlyList<ProjectDataset> Datasets { get; init; }

    /// <summary>The pairs to join.</summary>
    public required IReadOnlyList<ProjectJoin> Joins { get; init; }

    /// <summary>Lists whose people must not appear in an outreach release (objections, unsafe to contact).</summary>
    public required IReadOnlyList<DatasetId> Suppress { get; init; }

    /// <summary>How the sources combine, as the requester says it in words: union, intersection, difference. Recorded in the release.</summary>
    public required string SetOperator { get; init; }

    /// <summary>The cohort query: one SELECT over the mounted datasets. Its result is the table <c>cohort</c>.</summary>
    public required ProjectQuery Cohort { get; init; }

    /// <summary>The trial whose arms the people of the cohort are parted into, or null.</summary>
    public RequestedTrial? Trial { get; init; }

    /// <summary>What is released.</summary>
    public required IReadOnlyList<ProjectOutput> Outputs { get; init; }

    /// <summary>Recipient team.</summary>
    public required string RecipientTeam { get; init; }

    /// <summary>Environment the recipient reads it in.</summary>
    public required string RecipientEnvironment { get; init; }

    /// <summary>Contact channel of an outreach (letter, phone, text, email), or null.</summary>
    public string? Channel { get; init; }

    /// <summary>When it runs by itself, or null where it is run by hand.</summary>
    public ProjectSchedule? Schedule { get; init; }

    /// <summary>SHA-256 over the project file without its schedule, and its queries, lower-case hex.</summary>
    public required string ContentHash { get; init; }
}

/// <summary>A dataset as a project asks for it.</summary>
/// <param name="Id">The dataset.</param>
/// <param name="Columns">Logical column name to the uses asked for: Match, Select, Output.</param>
/// <param name="WhenPermitted">When no rule covers the whole request, ask again without this dataset; it then reads as an empty table.</param>
public sealed record ProjectDataset(DatasetId Id, IReadOnlyDictionary<string, IReadOnlyList<string>> Columns, bool WhenPermitted);

/// <summary>A pair of datasets to join.</summary>
/// <param name="Left">Left dataset.</param>
/// <param name="Right">Right dataset.</param>
/// <param name="Type">Inner, Left or Anti.</param>
/// <param name="Keys">uprn, household, person.</param>
/// <param name="MinimumProbability">Least match probability of a link, 0 to 1.</param>
public sealed record ProjectJoin(DatasetId Left, DatasetId Right, string Type, IReadOnlyList<string> Keys, double MinimumProbability);

/// <summary>A SQL file of a project.</summary>
/// <param name="FileName">Name beside the project file.</param>
/// <param name="Sql">Its text.</param>
/// <param name="Digest">SHA-256 (lower-case hex) of the statement as DuckDB parses it, blind to white space and comments.</param>
public sealed record ProjectQuery(string FileName, string Sql, string Digest);

/// <summary>One output file of a project.</summary>
/// <param name="Name">File name without ending.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Granularity">Row, Household, Uprn, DataZone, Lsoa, Ward or City.</param>
/// <param name="Query">Its query over <c>cohort</c> and the mounted datasets; null takes the cohort as it is.</param>
/// <param name="Columns">Every column of the output, in order.</param>
/// <param name="ContactFrom">For outreach: datasets whose contact details are taken, first hit wins.</param>
public sealed record ProjectOutput(
    string Name,
    OutputKind Kind,
    string Granularity,
    ProjectQuery? Query,
    IReadOnlyList<ProjectOutputColumn> Columns,
    IReadOnlyList<DatasetId> ContactFrom);

/// <summary>A column of an output.</summary>
/// <param name="Name">Column name in the file.</param>
/// <param name="Role">Key (person_key), Contact (name, address, postcode, phone, email, channel), Value, Dimension, Count, Sum or Ratio.</param>
/// <param name="Sources">The columns it is made of, as <c>dataset.column</c>; empty for keys, channels, counts and ratios.</param>
public sealed record ProjectOutputColumn(string Name, string Role, IReadOnlyList<string> Sources)
{
    /// <summary>Names that a release keeps for the columns by which it tells which rows leave. Another of that name would be read in their place, and let out who objected.</summary>
    public static IReadOnlyList<string> ReservedNames { get; } = ["left_out_because", "row_in_query", "is_in_query", "rowid"];

    /// <summary>For a ratio: the count or sum of the same output that is divided.</summary>
    public string? Numerator { get; init; }

    /// <summary>For a ratio: the count or sum of the same output that it is divided by.</summary>
    public string? Denominator { get; init; }

    /// <summary>How the column may be made coarser, in pseudonymised rows; null for one that stays as it is.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GeneralisationLadder? Generalise { get; init; }
}

/// <summary>What kind of output.</summary>
public enum OutputKind
{
    /// <summary>Names and contact details for people to act on.</summary>
    Outreach,

    /// <summary>One row a person, under the grant's person key, no identifier.</summary>
    PseudonymisedRows,

    /// <summary>Counts by dimension, with disclosure control.</summary>
    Aggregate,
}
