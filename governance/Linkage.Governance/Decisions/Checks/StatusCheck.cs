using Linkage.Governance.Rules;

namespace Linkage.Governance.Decisions.Checks;

/// <summary>The rule is approved and in its time: status, approvals, dates, DPIA, schedule.</summary>
internal static class StatusCheck
{
    public static void Run(CheckContext context)
    {
        InForce(context);
        Schedule(context);
    }

    /// <summary>The rule is approved and in its time, however often it is run.</summary>
    public static void InForce(CheckContext context)
    {
        Status(context);
        Dates(context);
        ImpactAssessment(context);
    }

    private static void Status(CheckContext context)
    {
        var rule = context.Rule;
        if (rule.Status == RuleStatus.Suspended)
        {
            Deny(context, ReasonCode.RuleSuspended, $"{rule.Name} is suspended.", "status");
        }
        else if (rule.Status == RuleStatus.Revoked)
        {
            Deny(context, ReasonCode.GatewayRevoked, $"{rule.Name} is revoked.", "status");
        }
        else if (rule.Status != RuleStatus.Approved)
        {
            Deny(context, ReasonCode.RuleNotApproved, $"{rule.Name} has the status {rule.Status}.", "status");
        }

        if (rule.Status is RuleStatus.Draft or RuleStatus.Rejected)
        {
            return;
        }

        var outcome = Approvals.Evaluate(rule, context.Registry.People, context.Registry.Catalogue, context.Instant, context.Request.Requester);
        context.Warnings.AddRange(outcome.Warnings);
        context.Approvals = outcome.Counted;
        foreach (var problem in outcome.Problems)
        {
            context.Deny(CheckName.Status, problem.Code, problem.Explanation, problem.Clause);
        }
    }

    private static void Dates(CheckContext context)
    {
        var (rule, day) = (context.Rule, context.Day);
        if (day < rule.ValidFrom)
        {
            Deny(context, ReasonCode.RuleNotYetEffective, $"{rule.Name} begins on {rule.ValidFrom:yyyy-MM-dd}.", "validFrom");
        }

        if (day > rule.ValidTo)
        {
            Deny(context, ReasonCode.RuleExpired, $"{rule.Name} ended on {rule.ValidTo:yyyy-MM-dd}.", "validTo");
        }

        if (RuleLifeCycle.SupersededBy(rule, context.Registry, day) is { } newer)
        {
            Deny(context, ReasonCode.RuleExpired, $"{newer.Name} has taken the place of {rule.Name} since {newer.ValidFrom:yyyy-MM-dd}.", "supersedes");
        }

        if (context.Registry.VersionsOf(rule.Id).Where(other => other.Version > rule.Version && other.Status is RuleStatus.Draft or RuleStatus.Rejected && other.ValidFrom <= day).MaxBy(other => other.Version) is { } unused)
        {
            context.Warnings.Add($"{unused.Name} is newer and is {unused.Status}; if it ever was in force, revoke it instead, so that it does not give way to {rule.Name}.");
        }

        context.LastDays.Add(rule.ValidTo);
    }

    private static void ImpactAssessment(CheckContext context)
    {
        if (context.Rule.Dpia is not { } dpia)
        {
            Deny(context, ReasonCode.DpiaMissing, "The rule has no DPIA, and every linkage needs one (UK GDPR Art. 35).", "dpia");
            return;
        }

        if (string.IsNullOrWhiteSpace(dpia.Reference) || string.IsNullOrWhiteSpace(dpia.DpoAdvice) || dpia.ApprovedOn > context.Day || dpia.DpoAdvisedOn > context.Day)
        {
            Deny(context, ReasonCode.DpiaMissing, "The DPIA is not complete on this day: it needs a reference, the DPO's advice, and an approval that is not in the future.", "dpia");
        }

        if (dpia.ResidualRisk == ResidualRisk.High && (dpia.IcoConsultedOn is not { } consulted || consulted > context.Day))
        {
            Deny(context, ReasonCode.DpiaMissing, "The residual risk is high and the ICO was not consulted (UK GDPR Art. 36).", "dpia.icoConsultedOn");
        }

        if (dpia.ReviewBy < context.Day)
        {
            Deny(context, ReasonCode.DpiaExpired, $"The DPIA {Shown.Name(dpia.Reference)} was due for review by {dpia.ReviewBy:yyyy-MM-dd}.", "dpia.reviewBy");
        }

        context.LastDays.Add(dpia.ReviewBy);
    }

    private static void Schedule(CheckContext context)
    {
        if (!Words.TryParse<RunSchedule>(context.Request.Schedule, out var schedule) || !context.Rule.Schedule.Contains(schedule.Value))
        {
            Deny(context, ReasonCode.ScheduleNotPermitted, $"The rule is run {string.Join(", ", context.Rule.Schedule.Order())}, not {Shown.Name(context.Request.Schedule)}.", "schedule");
        }

        if (context.Rule.MaxRuns is { } most && context.Request.PriorRuns >= most)
        {
            Deny(context, ReasonCode.ScheduleNotPermitted, $"The rule permits {most} runs, and all of them were made.", "maxRuns");
        }
    }

    private static void Deny(CheckContext context, ReasonCode code, string explanation, string clause) =>
        context.Deny(CheckName.Status, code, explanation, clause);
}
