using System.Text.RegularExpressions;
using Linkage.Governance.Documents;

namespace Linkage.Governance.Rules;

/// <summary>Reads the trial of a rule, and refuses one that does not say who gets which arm.</summary>
internal static partial class RuleTrialReader
{
    public static RuleTrial Read(YamlMapping map)
    {
        var trial = new RuleTrial
        {
            Id = Id(map.Required("id")),
            Text = map.RequiredString("text"),
            Unit = map.RequiredEnum<TrialUnit>("unit"),
            Assignment = map.RequiredEnum<TrialAssignment>("assignment"),
            Column = map.OptionalString("column"),
            Arms = map.RequiredList("arms", node => node.AsMap(Arm)),
            ControlArms = map.OptionalStrings("controlArms"),
            Strata = map.OptionalStrings("strata"),
        };
        if (TrialShape.Problem(trial.Assignment, trial.Column, trial.Arms) is { } problem)
        {
            throw map.Required("arms").Error(problem);
        }

        return trial.ControlArms.All(name => trial.Arms.Any(arm => arm.Name == name))
            ? trial
            : throw map.Required("controlArms").Error("a control is not among the arms of the trial; correct its name.");
    }

    private static TrialArm Arm(YamlMapping map)
    {
        var name = map.Required("name");
        return TrialShape.IsName(name.AsString())
            ? new TrialArm(name.AsString(), map.OptionalInteger("share", 1, TrialShape.MostShare), map.OptionalStrings("values"))
            : throw name.Error("the name of an arm is lower-case letters, digits and single hyphens, at most 40 characters; rename it.");
    }

    private static string Id(YamlNode node) =>
        TrialId().IsMatch(node.AsString()) ? node.AsString() : throw node.Error("a trial id is lower-case letters, digits and single hyphens, at most 60 characters; rename it.");

    [GeneratedRegex("^(?=.{1,60}\\z)[a-z][a-z0-9]*(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex TrialId();
}
