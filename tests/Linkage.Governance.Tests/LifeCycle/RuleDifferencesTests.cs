using Linkage.Governance.Catalogue;
using Linkage.Governance.LifeCycle;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.LifeCycle;

public sealed class RuleDifferencesTests
{
    private static readonly Rule Rule = Samples.V4;

    [Fact]
    public void Between_TheSameRuleInAnotherOrderAndStatus_AreNone()
    {
        var other = Rule with { Status = RuleStatus.Revoked, StatusReason = "over", Approvals = [], Datasets = [.. Rule.Datasets.Reverse()], Joins = [.. Rule.Joins.Reverse()] };

        Assert.Empty(RuleDifferences.Between(Rule, other));
    }

    [Fact]
    public void Between_SeveralClauses_AreInTheOrderOfTheClauses()
    {
        var newer = Rule with
        {
            Title = "Another title",
            RetentionDays = 91,
            Disclosure = new DisclosureTerms(10, 5, 5, true),
            Dpia = Rule.Dpia! with { Version = "3.0", Reference = "DPIA-2026-099" },
            Reidentify = Rule.Reidentify with { MinimumAge = null },
        };

        Assert.Equal(
            [
                new RuleDifference("disclosure", null, """{"kAnonymity":5,"maximaBanned":true,"minimumCell":10,"roundingBase":5}"""),
                new RuleDifference("dpia.reference", "\"DPIA-2026-014\"", "\"DPIA-2026-099\""),
                new RuleDifference("dpia.version", "\"2.0\"", "\"3.0\""),
                new RuleDifference("reidentify.minimumAge", "18", null),
                new RuleDifference("retentionDays", "90", "91"),
                new RuleDifference("title", "\"Homes and money - early help by letter, without people who have a social worker\"", "\"Another title\""),
            ],
            RuleDifferences.Between(Rule, newer));
    }

    [Fact]
    public void Between_ListsOfWords_TellEachWordThatCameOrWentByTheOrderOfWords()
    {
        var newer = Rule with { OptOutLists = ["bereaved", "opt-out", "zone"] };

        Assert.Equal(
            [
                new RuleDifference("optOutLists", null, "\"bereaved\""),
                new RuleDifference("optOutLists", "\"unsafe-to-contact\"", null),
                new RuleDifference("optOutLists", null, "\"zone\""),
            ],
            RuleDifferences.Between(Rule, newer));
    }

    [Fact]
    public void Between_DatasetThatCame_IsToldAsAWholeAndBeforeThoseThatFollow()
    {
        var came = new RuleDataset("a-register", "Council", "ashgrove-council", [], new Dictionary<string, IReadOnlyList<ColumnUse>> { ["uprn"] = [ColumnUse.Match] });
        var newer = Rule with { Datasets = [.. Rule.Datasets.Select(dataset => dataset.Id == "food-vouchers" ? dataset with { Provider = "charity" } : dataset), came] };
        var whole = """{"columns":{"uprn":["Match"]},"id":"a-register","origin":"Council","provider":"ashgrove-council","subjects":[]}""";

        Assert.Equal(
            [new RuleDifference("datasets", null, whole), new RuleDifference("datasets[food-vouchers].provider", "\"ashgrove-council\"", "\"charity\"")],
            RuleDifferences.Between(Rule, newer));
        Assert.Equal(
            [new RuleDifference("datasets", whole, null), new RuleDifference("datasets[food-vouchers].provider", "\"charity\"", "\"ashgrove-council\"")],
            RuleDifferences.Between(newer, Rule));
    }

    [Fact]
    public void Between_ItemsOfLists_AreKnownByTheirNames()
    {
        var newer = Rule with
        {
            Controllers = [.. Rule.Controllers.Select(party => party with { Type = PartyType.Research })],
            Datasets = [.. Rule.Datasets.Select(dataset => dataset.Id == "food-vouchers" ? dataset with { Columns = dataset.Columns.Where(column => column.Key != "phone").ToDictionary() } : dataset)],
            Joins = [.. Rule.Joins.Select(join => join is { Left: "food-vouchers", Right: "think-family" } ? join with { MinimumProbability = 0.9m } : join)],
            Law = Rule.Law with { BarsCleared = [.. Rule.Law.BarsCleared.Select(cleared => cleared with { How = Clearance.CourtOrder })] },
            Recipients = [.. Rule.Recipients.Select(recipient => recipient with { Environment = "laptop" })],
            ReuseApprovals = [Samples.Research.ReuseApprovals[0] with { To = new DateOnly(2027, 1, 1) }],
            Selection = [.. Rule.Selection.Select(selection => selection with { Text = "Anyone." })],
        };
        var older = Rule with { ReuseApprovals = Samples.Research.ReuseApprovals };

        Assert.Equal(
            [
                "controllers[ashgrove-council].type",
                "datasets[food-vouchers].columns.phone",
                "joins[food-vouchers/think-family].minimumProbability",
                "law.barsCleared[CLDC].how",
                "recipients[homes-and-money-outreach].environment",
                "reuseApprovals[DWP-RU-2026-0441].to",
                "selection[cohort].text",
            ],
            RuleDifferences.Between(older, newer).Select(difference => difference.Clause));
    }

    [Fact]
    public void Between_TwoItemsOfOneName_LoseNone()
    {
        RuleJoin further = new("food-vouchers", "think-family", [JoinType.Left], ["person"], 0.8m), other = further with { MinimumProbability = 0.7m };
        string Text(string probability) => $$"""{"keys":["person"],"left":"food-vouchers","minimumProbability":{{probability}},"right":"think-family","types":["Left"]}""";

        var differences = RuleDifferences.Between(Rule with { Joins = [.. Rule.Joins, further] }, Rule with { Joins = [.. Rule.Joins, other] });

        Assert.Equal([new RuleDifference("joins", null, Text("0.7")), new RuleDifference("joins", Text("0.8"), null)], differences);
    }

    [Fact]
    public void OfPeopleAndLaw_WhatNoApprovalSigns_IsToldForEachOfTheThree()
    {
        var people = new People(Samples.People.All.Select(person => person.Id == "p-okafor" ? person with { Office = "Somewhere else" } : person));
        var law = new LegalCatalogue(
            Samples.Catalogue.Entries.Select(entry => entry.Id == "LA11-1" ? entry with { InForceTo = new DateOnly(2027, 1, 1) } : entry),
            Samples.Catalogue.Purposes.Select(purpose => purpose.Code == "research" ? purpose with { What = "Something else." } : purpose));

        Assert.Equal(
            ["people[p-okafor].office", "law[LA11-1].inForceTo", "purposes[research].what"],
            RuleDifferences.OfPeopleAndLaw(Samples.Registry, new Registry(law, [], people)).Select(difference => difference.Clause));
        Assert.Empty(RuleDifferences.OfPeopleAndLaw(Samples.Registry, new Registry(Samples.Catalogue, [], Samples.People)));
    }
}
