using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions.Checks;

/// <summary>
/// A trial is the one that the rule permits, in all that says who gets which arm. A control is a use of its own (R11): an arm may be one only where the rule names it as one,
/// and an arm that the rule names as one may not be asked for as anything else.
/// </summary>
internal static class TrialCheck
{
    public static void Run(CheckContext context)
    {
        if (context.Request.Trial is not { } trial)
        {
            return;
        }

        if (context.Rule.Trial is not { } permitted)
        {
            Deny(context, $"The rule permits no trial, and the request has one, {Shown.Name(trial.Id)}.", "trial");
        }
        else if (!string.Equals(permitted.Id, trial.Id, StringComparison.Ordinal))
        {
            Deny(context, $"The rule permits the trial {permitted.Id}, not {Shown.Name(trial.Id)}.", "trial.id");
        }
        else
        {
            Design(context, trial, permitted);
            Arms(context, trial, permitted);
            Controls(context, trial, permitted);
        }
    }

    private static void Design(CheckContext context, RequestedTrial trial, RuleTrial permitted)
    {
        if (trial.Unit != permitted.Unit.ToString())
        {
            Deny(context, $"The rule permits the trial by {permitted.Unit}, not by {Shown.Name(trial.Unit)}.", "trial.unit");
        }

        if (trial.Assignment != permitted.Assignment.ToString() || !string.Equals(trial.Column, permitted.Column, StringComparison.Ordinal))
        {
            Deny(context, $"The rule permits arms to be given {InWords(permitted.Assignment.ToString(), permitted.Column)}, not {InWords(trial.Assignment, trial.Column)}.", "trial.assignment");
        }

        if (!trial.Strata.ToHashSet(StringComparer.Ordinal).SetEquals(permitted.Strata))
        {
            Deny(context, $"The rule permits the strata ({Shown.List(permitted.Strata)}), not ({Shown.List(trial.Strata)}).", "trial.strata");
        }
    }

    private static void Arms(CheckContext context, RequestedTrial trial, RuleTrial permitted)
    {
        foreach (var arm in trial.Arms)
        {
            var same = permitted.Arms.FirstOrDefault(one => string.Equals(one.Name, arm.Name, StringComparison.Ordinal));
            if (same is null)
            {
                Deny(context, $"The rule's trial has no arm {Shown.Name(arm.Name)}.", "trial.arms");
            }
            else if (same.Share != arm.Share || !same.Values.ToHashSet(StringComparer.Ordinal).SetEquals(arm.Values))
            {
                Deny(context, $"The rule gives the arm {same.Name} another share or other values.", "trial.arms");
            }
        }

        foreach (var missing in permitted.Arms.Where(arm => trial.Arms.All(one => !string.Equals(one.Name, arm.Name, StringComparison.Ordinal))))
        {
            Deny(context, $"The rule's trial has the arm {missing.Name}, and the request has not.", "trial.arms");
        }
    }

    private static void Controls(CheckContext context, RequestedTrial trial, RuleTrial permitted)
    {
        foreach (var arm in trial.Arms)
        {
            var mayBe = permitted.ControlArms.Contains(arm.Name, StringComparer.Ordinal);
            if (arm.IsControl && !mayBe)
            {
                context.Deny(
                    CheckName.Selection,
                    ReasonCode.ControlArmNotPermitted,
                    $"The rule does not permit the arm {Shown.Name(arm.Name)} to be a control, whose people go without what is tried.",
                    "trial.controlArms");
            }
            else if (!arm.IsControl && mayBe)
            {
                Deny(context, $"The rule permits the arm {Shown.Name(arm.Name)} as a control, and the request does not call it one.", "trial.controlArms");
            }
        }
    }

    private static string InWords(string assignment, string? column) => column is null ? Shown.Name(assignment) : $"{Shown.Name(assignment)} ({Shown.Name(column)})";

    private static void Deny(CheckContext context, string explanation, string clause) =>
        context.Deny(CheckName.Selection, ReasonCode.TrialNotPermitted, explanation, clause);
}
