using System.Text.RegularExpressions;

namespace Linkage.Governance.Rules;

/// <summary>What a trial must say so that everybody's arm follows from it: the same for rules, project files and requests.</summary>
public static partial class TrialShape
{
    /// <summary>Largest share of an arm, in units of a block.</summary>
    public const int MostShare = 100;

    /// <summary>Whether a text may be the name of an arm.</summary>
    public static bool IsName(string text) => Name().IsMatch(text);

    /// <summary>What is wrong with the arms of a trial, as an instruction to their author without any value; null when nothing is.</summary>
    /// <param name="assignment">How arms are given.</param>
    /// <param name="column">The column whose values make the arms, or null.</param>
    /// <param name="arms">The arms.</param>
    public static string? Problem(TrialAssignment assignment, string? column, IReadOnlyList<TrialArm> arms) => assignment switch
    {
        _ when arms.Count < 2 => "a trial has at least two arms; add the other one.",
        _ when arms.DistinctBy(arm => arm.Name, StringComparer.Ordinal).Count() != arms.Count => "two arms have one name; rename one.",
        TrialAssignment.Random when column is not null => "a random assignment takes no column; remove it, or name it among the strata.",
        TrialAssignment.Random when arms.Any(arm => arm.Values.Count > 0) => "an arm of a random assignment has values; remove them, or write assignment: ByColumn.",
        TrialAssignment.Random when arms.Any(arm => arm.Share is not (>= 1 and <= MostShare)) => FormattableString.Invariant($"each arm of a random assignment needs a share, a whole number from 1 to {MostShare}."),
        TrialAssignment.ByColumn when string.IsNullOrWhiteSpace(column) => "an assignment by column names the column; add the key 'column'.",
        TrialAssignment.ByColumn when arms.Any(arm => arm.Share is not null) => "an arm of an assignment by column has a share; remove it, for its values say who is in it.",
        TrialAssignment.ByColumn when arms.SelectMany(arm => arm.Values).Count() != arms.SelectMany(arm => arm.Values).Distinct(StringComparer.Ordinal).Count() => "a value is in two arms; keep it in one.",
        TrialAssignment.ByColumn when arms.Count(arm => arm.Values.Count == 0) > 1 => "two arms have no values, and only one can take everybody else.",
        _ => null,
    };

    [GeneratedRegex("^(?=.{1,40}\\z)[a-z][a-z0-9]*(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
