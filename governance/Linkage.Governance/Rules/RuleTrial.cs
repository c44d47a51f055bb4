namespace Linkage.Governance.Rules;

/// <summary>
/// A trial that a rule permits: its people are parted into arms. Everything that says who gets which arm is part of it, so that a changed trial is a new version of the rule.
/// A rule without one permits no trial.
/// </summary>
public sealed record RuleTrial
{
    /// <summary>Id of the trial. Whoever is in it keeps their arm for as long as it goes on.</summary>
    public required string Id { get; init; }

    /// <summary>What is tried and why people may be left without it, in plain English.</summary>
    public required string Text { get; init; }

    /// <summary>What is put into an arm as a whole.</summary>
    public required TrialUnit Unit { get; init; }

    /// <summary>How arms are given.</summary>
    public required TrialAssignment Assignment { get; init; }

    /// <summary>The column of the cohort whose values make the arms, for an assignment by column; else null.</summary>
    public string? Column { get; init; }

    /// <summary>The arms, two or more.</summary>
    public required IReadOnlyList<TrialArm> Arms { get; init; }

    /// <summary>Names of the arms that are controls. To be a control is a use of its own: an arm that is not named here may not be one.</summary>
    public IReadOnlyList<string> ControlArms { get; init; } = [];

    /// <summary>Columns of the cohort within whose values the arms are balanced, and by which the balance table counts.</summary>
    public IReadOnlyList<string> Strata { get; init; } = [];
}

/// <summary>An arm of a trial.</summary>
/// <param name="Name">Its name, which is its value in the column <see cref="ArmColumn"/>.</param>
/// <param name="Share">How many units of each block it gets, 1 to 100, for a random assignment; else null.</param>
/// <param name="Values">The values of the column that make it, for an assignment by column; an arm without any takes everybody else.</param>
public sealed record TrialArm(string Name, int? Share, IReadOnlyList<string> Values)
{
    /// <summary>Name of the column that a cohort gets when its project has a trial.</summary>
    public const string ArmColumn = "arm";
}

/// <summary>What is put into an arm as a whole.</summary>
public enum TrialUnit
{
    /// <summary>Each person.</summary>
    Person,

    /// <summary>Everybody at one address; who has none is a unit alone.</summary>
    Household,
}

/// <summary>How arms are given.</summary>
public enum TrialAssignment
{
    /// <summary>By chance under a key, in blocks within each stratum.</summary>
    Random,

    /// <summary>By the value of a column, such as a ward.</summary>
    ByColumn,
}
