namespace Linkage.Governance.Decisions;

/// <summary>A trial as asked for.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Unit">Person or Household.</param>
/// <param name="Assignment">Random or ByColumn.</param>
/// <param name="Column">The cohort's column whose values make the arms, or null.</param>
/// <param name="Arms">The arms.</param>
/// <param name="Strata">Columns of the cohort within whose values the arms are balanced.</param>
public sealed record RequestedTrial(string Id, string Unit, string Assignment, string? Column, IReadOnlyList<RequestedArm> Arms, IReadOnlyList<string> Strata);

/// <summary>An arm as asked for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Share">Units of each block that it gets, for a random assignment; else null.</param>
/// <param name="Values">Values of the column that make it; none takes everybody else.</param>
/// <param name="IsControl">Whether it is a control: its people go without what is tried.</param>
public sealed record RequestedArm(string Name, int? Share, IReadOnlyList<string> Values, bool IsControl);
