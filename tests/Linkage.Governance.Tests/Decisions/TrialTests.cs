using Linkage.Governance.Decisions;
using Linkage.Governance.Documents;
using Linkage.Governance.Grants;
using Linkage.Governance.LifeCycle;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Decisions;

/// <summary>A trial is permitted as a whole or not at all, and a control by itself.</summary>
public sealed class TrialTests
{
    private const string Arms = "  arms: [{ name: reminder, share: 2 }, { name: usual-service, share: 1 }]\n";

    private static readonly Rule Rule = Samples.Research with { Trial = Trials.Permitted };

    public static TheoryData<string> Reasons => [.. Changes.Keys];

    private static Dictionary<string, Func<RequestedTrial, RequestedTrial>> Changes { get; } = new()
    {
        ["The rule permits the trial reminder-2026, not letters."] = t => t with { Id = "letters" },
        ["The rule permits the trial by Household, not by Person."] = t => t with { Unit = "Person" },
        ["The rule permits arms to be given Random, not ByColumn (ward_code)."] = t => t with
        {
            Assignment = "ByColumn",
            Column = "ward_code",
            Arms = [.. t.Arms.Select(a => a with { Share = null, Values = [a.Name] })],
        },
        ["The rule permits the strata (ward_code), not (tenure, ward_code)."] = t => t with { Strata = ["ward_code", "tenure"] },
        ["The rule permits the strata (ward_code), not ()."] = t => t with { Strata = [] },
        ["The rule's trial has no arm visit."] = t => t with { Arms = [.. t.Arms, new RequestedArm("visit", 1, [], IsControl: false)] },
        ["The rule's trial has the arm usual-service, and the request has not."] = t => t with { Arms = [t.Arms[0], t.Arms[0] with { Name = "visit" }] },
        ["The rule gives the arm reminder another share or other values."] = t => t with { Arms = [t.Arms[0] with { Share = 3 }, t.Arms[1]] },
        ["The rule does not permit the arm reminder to be a control, whose people go without what is tried."] = t => t with { Arms = [t.Arms[0] with { IsControl = true }, t.Arms[1]] },
        ["The rule permits the arm usual-service as a control, and the request does not call it one."] = t => t with { Arms = [t.Arms[0], t.Arms[1] with { IsControl = false }] },
    };

    [Fact]
    public void Decide_TheTrialOfTheRule_IsAllowedAndGranted()
    {
        var (registry, request) = (Samples.Only(Rule), Samples.ChildPoverty() with { Trial = Trials.Requested });

        var grant = Grant.From(GateDecision.Decide(registry, request, Samples.October), request, registry, "run-1");

        Assert.Equal("reminder-2026", grant.Trial!.Id);
        Assert.Equal([("reminder", 2, false), ("usual-service", 1, true)], grant.Trial.Arms.Select(a => (a.Name, a.Share!.Value, a.IsControl)));
        Assert.Equal((TrialUnit.Household, TrialAssignment.Random), (grant.Trial.Unit, grant.Trial.Assignment));
        Assert.Equal(["ward_code"], grant.Trial.Strata);
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Decide_AnotherTrial_IsDeniedAndSaysWhatDiffers(string reason)
    {
        var decision = GateDecision.Decide(Samples.Only(Rule), Samples.ChildPoverty() with { Trial = Changes[reason](Trials.Requested) }, Samples.October);

        Assert.False(decision.IsAllowed);
        Assert.Contains(reason, decision.Reasons.Select(r => r.Explanation));
        Assert.All(decision.Reasons, r => Assert.Equal(
            r.Explanation.Contains("does not permit the arm", StringComparison.Ordinal) ? ReasonCode.ControlArmNotPermitted : ReasonCode.TrialNotPermitted, r.Code));
        Assert.Equal(CheckName.Selection, Assert.Single(decision.Checks, c => !c.Passed).Name);
    }

    [Fact]
    public void Decide_ValuesOfArms_AreNotRepeatedInAReason()
    {
        var trial = Trials.Requested with { Assignment = "ByColumn", Column = "ward_code", Arms = [.. Trials.Requested.Arms.Select(a => a with { Share = null, Values = [a.Name + " Sarah Smith"] })] };

        var decision = GateDecision.Decide(Samples.Only(Rule), Samples.ChildPoverty() with { Trial = trial }, Samples.October);

        Assert.All(decision.Reasons, r => Assert.DoesNotContain("Sarah", r.Explanation, StringComparison.Ordinal));
    }

    [Fact]
    public void Hashes_WithoutATrial_AreThoseOfBefore()
    {
        var (registry, request) = (Samples.Only(Samples.Research), Samples.ChildPoverty());

        Assert.DoesNotContain("trial", RuleCanonicalForm.Of(Samples.Research).ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(Samples.Research.ContentHash, Rule.ContentHash);
        Assert.NotEqual(RequestHash.Of(request), RequestHash.Of(request with { Trial = Trials.Requested }));
        Assert.NotEqual(
            Grant.From(GateDecision.Decide(registry, request, Samples.October), request, registry, "run-1").ContentHash,
            GrantOf(Trials.Requested).ContentHash);

        // The samples were signed before rules had trials.
        Assert.All(Registry.Load(Samples.GovernanceFolder).Rules, rule => Assert.All(rule.Approvals, approval => Assert.Equal(rule.ContentHash, approval.RuleHash)));
    }

    [Fact]
    public void DesignHash_OrderOfArmsStrataAndValues_MeansNothing()
    {
        var design = GrantOf(Trials.Requested).Trial!;

        Assert.Equal(design.DesignHash(), GrantOf(Trials.Requested with { Arms = [.. Trials.Requested.Arms.Reverse()] }).Trial!.DesignHash());
        Assert.NotEqual(design.DesignHash(), (design with { Unit = TrialUnit.Person }).DesignHash());
        Assert.NotEqual(design.DesignHash(), (design with { Arms = [design.Arms[0] with { Share = 9 }, design.Arms[1]] }).DesignHash());
        Assert.NotEqual(design.DesignHash(), (design with { Strata = [] }).DesignHash());
    }

    [Fact]
    public void Differences_OfTwoVersions_NameTheClauseOfTheTrial()
    {
        var newer = Rule with { Trial = Trials.Permitted with { ControlArms = [], Arms = [new TrialArm("reminder", 3, []), Trials.Permitted.Arms[1]] } };

        Assert.Equal(["trial.arms[reminder].share", "trial.controlArms"], RuleDifferences.Between(Rule, newer).Select(d => d.Clause));
        Assert.Equal("trial", Assert.Single(RuleDifferences.Between(Samples.Research, Rule)).Clause);
    }

    [Theory]
    [InlineData("", "", null)]
    [InlineData("share: 2", "share: 0", "share")]
    [InlineData("share: 2", "share: 101", "share")]
    [InlineData(", share: 2", "", "arms")]
    [InlineData("name: reminder", "name: Reminder", "name")]
    [InlineData("name: reminder", "name: usual-service", "arms")]
    [InlineData(", { name: usual-service, share: 1 }", "", "arms")]
    [InlineData("share: 2", "share: 2, values: [W01]", "arms")]
    [InlineData("assignment: Random", "assignment: ByColumn", "arms")]
    [InlineData("assignment: Random", "assignment: Random\n  column: ward_code", "arms")]
    [InlineData("controlArms: [usual-service]", "controlArms: [usual]", "controlArms")]
    [InlineData("id: reminder-2026", "id: Reminder 2026", "id")]
    [InlineData("  text: Whether it helps.\n", "", "text")]
    [InlineData("unit: Household", "unit: household", "unit")]
    public void Parse_TrialOfARule_SaysWhoGetsWhichArmOrIsRefused(string text, string instead, string? key)
    {
        const string Trial = $"trial:\n  id: reminder-2026\n  text: Whether it helps.\n  unit: Household\n  assignment: Random\n{Arms}  controlArms: [usual-service]\n  strata: [ward_code]\n";
        var rule = File.ReadAllText(Path.Combine(Samples.GovernanceFolder, "rules", "child-poverty-research.v1.yaml"));
        var changed = (text.Length == 0 ? Trial : Trial.Replace(text, instead, StringComparison.Ordinal)) + "\noutputs:\n";
        RuleFile Parse() => RuleFile.Parse(rule.Replace("outputs:\n", changed, StringComparison.Ordinal), "rule.yaml");

        if (key is null)
        {
            Assert.Equal(["reminder", "usual-service"], Parse().Rule.Trial!.Arms.Select(a => a.Name));
            return;
        }

        var refused = Assert.Throws<ConfigurationException>(Parse);
        Assert.Contains(key, refused.Key, StringComparison.Ordinal);
    }

    private static Grant GrantOf(RequestedTrial trial)
    {
        var (registry, request) = (Samples.Only(Rule), Samples.ChildPoverty() with { Trial = trial });
        return Grant.From(GateDecision.Decide(registry, request, Samples.October), request, registry, "run-1");
    }
}
