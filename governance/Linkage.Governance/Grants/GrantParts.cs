using System.Text.Json.Serialization;
using Linkage.Governance.Catalogue;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Grants;

/// <summary>A join that is granted.</summary>
/// <param name="Left">Left dataset.</param>
/// <param name="Right">Right dataset.</param>
/// <param name="Type">Type.</param>
/// <param name="Keys">Keys.</param>
/// <param name="MinimumProbability">Least match probability, 0 to 1.</param>
public sealed record GrantedJoin(string Left, string Right, JoinType Type, IReadOnlyList<string> Keys, double MinimumProbability);

/// <summary>An output that is granted.</summary>
/// <param name="Name">File name without ending.</param>
/// <param name="Kind">Kind.</param>
/// <param name="Granularity">What one row stands for.</param>
/// <param name="Columns">Columns, in the order of the request.</param>
public sealed record GrantedOutput(string Name, OutputKind Kind, Granularity Granularity, IReadOnlyList<GrantedOutputColumn> Columns);

/// <summary>An output column that is granted.</summary>
/// <param name="Name">Column name.</param>
/// <param name="Role">What it does.</param>
/// <param name="Sources">What it is made of, as <c>dataset.column</c>.</param>
public sealed record GrantedOutputColumn(string Name, ColumnRole Role, IReadOnlyList<string> Sources)
{
    /// <summary>For a ratio: the count or sum of the same output that is divided.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Numerator { get; init; }

    /// <summary>For a ratio: the count or sum of the same output that it is divided by.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Denominator { get; init; }
}

/// <summary>Re-identification that is granted.</summary>
/// <param name="Allowed">Whether this grant has an outreach that names people.</param>
/// <param name="ContactColumns">Contact columns.</param>
/// <param name="Channels">Channels.</param>
/// <param name="MinimumAge">Least age in years on the day of the release, or null for none: who is younger is left out, by the dates of birth granted for Match.</param>
public sealed record GrantedReidentification(bool Allowed, IReadOnlyList<string> ContactColumns, IReadOnlyList<string> Channels, int? MinimumAge);
