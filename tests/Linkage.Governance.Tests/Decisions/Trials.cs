using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Decisions;

/// <summary>A trial of two arms by household, as a rule permits it and as a request asks for it.</summary>
internal static class Trials
{
    public static readonly RuleTrial Permitted = new()
    {
        Id = "reminder-2026",
        Text = "Whether a reminder helps. The others get it when the trial is over.",
        Unit = TrialUnit.Household,
        Assignment = TrialAssignment.Random,
        Arms = [new TrialArm("reminder", 2, []), new TrialArm("usual-service", 1, [])],
        ControlArms = ["usual-service"],
        Strata = ["ward_code"],
    };

    public static readonly RequestedTrial Requested = new(
        "reminder-2026", "Household", "Random", null, [new RequestedArm("reminder", 2, [], IsControl: false), new RequestedArm("usual-service", 1, [], IsControl: true)], ["ward_code"]);
}
