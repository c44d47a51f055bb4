using Linkage.Governance.Decisions;
using Linkage.Governance.Documents;
using Linkage.Governance.Rules;

namespace Linkage.Pipeline.Projects;

/// <summary>Reads the trial of a project, and refuses one that does not say who gets which arm.</summary>
internal static class ProjectTrialReader
{
    internal static RequestedTrial Read(YamlMapping map)
    {
        var assignment = map.RequiredEnum<TrialAssignment>("assignment");
        var trial = new RequestedTrial(
            map.RequiredString("id"),
            map.RequiredEnum<TrialUnit>("unit").ToString(),
            assignment.ToString(),
            map.OptionalString("column"),
            map.RequiredList("arms", node => node.AsMap(Arm)),
            map.OptionalStrings("strata"));
        return TrialShape.Problem(assignment, trial.Column, [.. trial.Arms.Select(a => new TrialArm(a.Name, a.Share, a.Values))]) is { } problem
            ? throw map.Required("arms").Error(problem)
            : trial.Strata.Contains(TrialArm.ArmColumn, StringComparer.OrdinalIgnoreCase)
                ? throw map.Required("strata").Error($"the cohort gets its column {TrialArm.ArmColumn} from the trial, so it can be no stratum; take it out.")
                : trial;
    }

    private static RequestedArm Arm(YamlMapping map)
    {
        var name = map.Required("name");
        return TrialShape.IsName(name.AsString())
            ? new RequestedArm(name.AsString(), map.OptionalInteger("share", 1, TrialShape.MostShare), map.OptionalStrings("values"), map.OptionalBoolean("control") ?? false)
            : throw name.Error("the name of an arm is lower-case letters, digits and single hyphens, at most 40 characters; rename it.");
    }
}
