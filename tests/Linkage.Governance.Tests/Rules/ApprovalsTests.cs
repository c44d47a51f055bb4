using Linkage.Governance.Catalogue;
using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Rules;

public sealed class ApprovalsTests
{
    [Fact]
    public void Evaluate_CommittedRules_AreApproved()
    {
        foreach (var rule in Samples.Registry.Rules)
        {
            Assert.Empty(Evaluate(rule).Problems);
        }
    }

    [Fact]
    public void Evaluate_OnePersonUnderTwoAccounts_CountsOnce()
    {
        var people = new People(Samples.People.All.Select(person => person.Id == "p-whitfield" ? person with { Roles = [.. person.Roles, new HeldRole(ApproverRole.IGLead, new DateOnly(2025, 1, 1), null)] } : person));
        var rule = Samples.Stamped(Change(Samples.V3, ApproverRole.IGLead, approval => approval with { Person = "whitfield-admin" }));

        var outcome = Approvals.Evaluate(rule, people, Samples.Catalogue, Samples.October);

        Assert.False(outcome.IsApproved);
        Assert.Contains(outcome.Problems, problem => problem.Code == ReasonCode.ApproverConflict);
    }

    [Theory]
    [InlineData(ApproverRole.IAO, "p-osei")]
    [InlineData(ApproverRole.IGLead, "p-sandhu")]
    public void Evaluate_OnePersonAsBothBesideAnother_IsApprovedByThePairThatIsTwo(ApproverRole role, string other)
    {
        var people = new People(Samples.People.All.Select(person => person.Id == "p-whitfield" ? person with { Roles = [.. person.Roles, new HeldRole(ApproverRole.IGLead, new DateOnly(2025, 1, 1), null)] } : person));
        var lead = Samples.V3.Approvals.Single(approval => approval.Role == ApproverRole.IGLead);
        var rule = Samples.V3 with { Approvals = [.. Samples.V3.Approvals.Where(approval => approval.Role != ApproverRole.IGLead), lead with { Person = "p-whitfield", OnBehalfOf = null }, lead with { Role = role, Person = other, OnBehalfOf = null }] };

        Assert.True(Approvals.Evaluate(Samples.Stamped(rule), people, Samples.Catalogue, Samples.October).IsApproved);
    }

    [Fact]
    public void Evaluate_WithoutTheLead_SaysWhoIsMissing() =>
        Assert.Contains(
            Evaluate(Samples.Stamped(Samples.V3 with { Approvals = [.. Samples.V3.Approvals.Where(approval => approval.Role != ApproverRole.IGLead)] })).Problems,
            problem => problem.Explanation == "An approval is missing: an information governance lead (IGLead).");

    [Fact]
    public void Evaluate_AuthorUnderAnotherAccount_IsAConflict() =>
        AssertConflict(Samples.V3 with { Author = "sandhu-laptop" });

    [Fact]
    public void Evaluate_RequesterIsTheOwner_IsAConflict() =>
        AssertConflict(Samples.V3 with { Requester = "p-whitfield" });

    [Fact]
    public void Evaluate_DelegateOfTheRequester_IsAConflict()
    {
        var people = new People(Samples.People.All.Select(person => person.Id == "p-okafor"
            ? person with { Delegations = [new Delegation(ApproverRole.Legal, "whitfield-admin", new DateOnly(2026, 1, 1), null)] }
            : person));

        Assert.Contains(
            Approvals.Evaluate(Samples.V3, people, Samples.Catalogue, Samples.October).Problems,
            problem => problem.Code == ReasonCode.ApproverConflict);
    }

    [Fact]
    public void Evaluate_OnBehalfOfTheAuthor_IsAConflict() =>
        AssertConflict(Change(Samples.V3 with { Author = "p-sandhu" }, ApproverRole.IGLead, approval => approval with { Person = "p-berrington", OnBehalfOf = "p-sandhu" }));

    [Fact]
    public void Evaluate_OwnerAlsoStandsBehindTheLead_IsAConflict()
    {
        var people = new People(Samples.People.All.Select(person => person.Id switch
        {
            "p-whitfield" => person with { Roles = [.. person.Roles, new HeldRole(ApproverRole.IGLead, new DateOnly(2025, 1, 1), null)], Delegations = [new Delegation(ApproverRole.IGLead, "p-berrington", new DateOnly(2025, 1, 1), null)] },
            _ => person,
        }));
        var rule = Samples.Stamped(Change(Samples.V3, ApproverRole.IGLead, approval => approval with { Person = "p-berrington", OnBehalfOf = "p-whitfield" }));

        Assert.Contains(Approvals.Evaluate(rule, people, Samples.Catalogue, Samples.October).Problems, problem => problem.Code == ReasonCode.ApproverConflict);
    }

    [Fact]
    public void Evaluate_LeadAlsoStandsBehindTheOwner_IsAConflict()
    {
        var people = new People(Samples.People.All.Select(person => person.Id switch
        {
            "p-sandhu" => person with { Roles = [.. person.Roles, new HeldRole(ApproverRole.IAO, new DateOnly(2025, 1, 1), null)], Delegations = [new Delegation(ApproverRole.IAO, "p-berrington", new DateOnly(2025, 1, 1), null)] },
            _ => person,
        }));
        var rule = Samples.Stamped(Change(Samples.V3, ApproverRole.IAO, approval => approval with { Person = "p-berrington", OnBehalfOf = "p-sandhu" }));

        Assert.Equal(
            [ReasonCode.RuleNotApproved, ReasonCode.ApproverConflict],
            Approvals.Evaluate(rule, people, Samples.Catalogue, Samples.October).Problems.Select(problem => problem.Code).Order());
    }

    [Fact]
    public void Evaluate_Councillor_HoldsNoRole()
    {
        var people = new People(Samples.People.All.Select(person => person.Id == "c-brampton" ? person with { Roles = [new HeldRole(ApproverRole.IAO, new DateOnly(2020, 1, 1), null)] } : person));
        var rule = Samples.Stamped(Change(Samples.V3, ApproverRole.IAO, approval => approval with { Person = "c-brampton" }));

        Assert.Contains(Approvals.Evaluate(rule, people, Samples.Catalogue, Samples.October).Problems, problem => problem.Code == ReasonCode.ApproverConflict && problem.Explanation.Contains("councillor", StringComparison.Ordinal));
    }

    [Fact]
    public void Evaluate_DpoInsteadOfTheLead_IsNotApproved() =>
        AssertNotApproved(Samples.V3 with { Approvals = [.. Samples.V3.Approvals.Where(approval => approval.Role != ApproverRole.IGLead)] });

    [Fact]
    public void Evaluate_EditedAfterApproval_IsNotApproved()
    {
        var edited = Samples.V3 with { RetentionDays = Samples.V3.RetentionDays + 1 };

        Assert.Contains(Evaluate(edited).Problems, problem => problem.Explanation.Contains("signs another content", StringComparison.Ordinal));
    }

    [Fact]
    public void Evaluate_StatusChangedAfterApproval_IsStillApproved() =>
        Assert.True(Evaluate(Samples.V3 with { Status = RuleStatus.Suspended, StatusReason = "An incident is looked into." }).IsApproved);

    [Fact]
    public void Evaluate_SocialCareWithoutCaldicott_IsNotApproved() =>
        AssertNotApproved(Samples.V4 with { Approvals = [.. Samples.V4.Approvals.Where(approval => approval.Role != ApproverRole.Caldicott)] });

    [Fact]
    public void Evaluate_HighRiskWithoutSiro_IsNotApproved() =>
        AssertNotApproved(Samples.V3 with { Dpia = Samples.V3.Dpia! with { ResidualRisk = ResidualRisk.High, IcoConsultedOn = new DateOnly(2026, 9, 1) } });

    [Fact]
    public void Evaluate_HighRiskWithSiro_IsApproved()
    {
        var rule = Samples.V3 with
        {
            Dpia = Samples.V3.Dpia! with { ResidualRisk = ResidualRisk.High, IcoConsultedOn = new DateOnly(2026, 9, 1) },
            Approvals = [.. Samples.V3.Approvals, Samples.V3.Approvals[0] with { Role = ApproverRole.SIRO, Person = "p-ferreira" }],
        };

        Assert.True(Evaluate(Samples.Stamped(rule)).IsApproved);
        Assert.True(GateDecision.Decide(Samples.Only(rule), Samples.HomesAndMoney(), Samples.October).IsAllowed);
    }

    [Fact]
    public void Evaluate_CouncilTaxWithoutLegal_IsNotApproved() =>
        AssertNotApproved(Samples.V3 with { Datasets = [.. Samples.V3.Datasets.Select(dataset => dataset with { Subjects = [DatasetSubject.CouncilTax] })] });

    [Fact]
    public void Evaluate_RoleOrDelegationNotHeldOnTheDay_IsNotApproved()
    {
        AssertNotApproved(Change(Samples.V3, ApproverRole.IAO, approval => approval with { Person = "p-moreau" }));
        AssertNotApproved(Change(Samples.V3, ApproverRole.IGLead, approval => approval with { Person = "p-berrington" }));
        AssertNotApproved(Change(Samples.V3, ApproverRole.IGLead, approval => approval with { Person = "p-berrington", OnBehalfOf = "p-sandhu", At = new DateTimeOffset(2026, 7, 31, 9, 0, 0, TimeSpan.Zero) }));
        AssertNotApproved(Change(Samples.V3, ApproverRole.IGLead, approval => approval with { Person = "p-nobody" }));
        AssertNotApproved(Change(Samples.V3, ApproverRole.IGLead, approval => approval with { At = Samples.October.AddDays(1) }));
    }

    [Fact]
    public void Evaluate_ConflictBesideEnoughApprovals_IsAWarning()
    {
        var rule = Samples.V3 with { Approvals = [.. Samples.V3.Approvals, Samples.V3.Approvals[0] with { Role = ApproverRole.IAO, Person = "p-okafor" }] };

        var outcome = Evaluate(Samples.Stamped(rule));

        Assert.True(outcome.IsApproved);
        Assert.Contains(outcome.Warnings, warning => warning.Contains("p-okafor", StringComparison.Ordinal));
    }

    [Fact]
    public void Evaluate_WhoActsForADelegateOfTheAuthor_IsAConflict()
    {
        // The author hands a role to the asset owner, and the asset owner hands theirs to the deputy.
        var people = new People(Samples.People.All.Select(person => person.Id switch
        {
            "p-adeyemi" => person with { Delegations = [new Delegation(ApproverRole.Legal, "p-whitfield", new DateOnly(2025, 1, 1), null)] },
            "p-whitfield" => person with { Delegations = [new Delegation(ApproverRole.IAO, "p-berrington", new DateOnly(2025, 1, 1), null)] },
            _ => person,
        }));
        var rule = Samples.Stamped(Change(Samples.V3, ApproverRole.IAO, approval => approval with { Person = "p-berrington", OnBehalfOf = "p-whitfield" }));

        Assert.Contains(Approvals.Evaluate(rule, people, Samples.Catalogue, Samples.October).Problems, problem => problem.Code == ReasonCode.ApproverConflict);
    }

    [Fact]
    public void Evaluate_OnBehalfOfTheAuthorWithoutADelegation_IsAConflict()
    {
        var people = Altered("p-sandhu", person => person with { Delegations = [] });

        Assert.Contains(ProblemsOf(Lead(Samples.V3 with { Author = "p-sandhu" }, "p-berrington", "p-sandhu"), people), problem => problem.Code == ReasonCode.ApproverConflict);
    }

    [Fact]
    public void Evaluate_RequesterWhoHandsARoleToSomeoneElse_IsNoConflict()
    {
        var people = Altered(Samples.V3.Requester, person => person with { Delegations = [new Delegation(ApproverRole.Legal, "p-llewellyn", new DateOnly(2025, 1, 1), null)] });

        Assert.Empty(ProblemsOf(Samples.V3, people));
    }

    [Fact]
    public void Evaluate_DelegateOfTheAuthorWhoActsForAnother_IsAConflict()
    {
        var people = Altered(Samples.V3.Author, person => person with { Delegations = [new Delegation(ApproverRole.Legal, "p-berrington", new DateOnly(2025, 1, 1), null)] });

        Assert.Contains(ProblemsOf(Lead(Samples.V3, "p-berrington", "p-sandhu"), people), problem => problem.Code == ReasonCode.ApproverConflict);
    }

    [Fact]
    public void Evaluate_CouncillorWhoActsForAnother_IsAConflict()
    {
        var people = Altered("p-sandhu", person => person with { Delegations = [new Delegation(ApproverRole.IGLead, "c-brampton", new DateOnly(2025, 1, 1), null)] });

        Assert.Contains(ProblemsOf(Lead(Samples.V3, "c-brampton", "p-sandhu"), people), problem => problem.Explanation.Contains("councillor", StringComparison.Ordinal));
    }

    [Fact]
    public void Evaluate_OnePersonAsTheLeadAndForAnotherOwner_IsAConflict()
    {
        var people = new People(Samples.People.All.Select(person => person.Id switch
        {
            "p-whitfield" => person with { Roles = [.. person.Roles, new HeldRole(ApproverRole.IGLead, new DateOnly(2025, 1, 1), null)] },
            "p-osei" => person with { Delegations = [new Delegation(ApproverRole.IAO, "p-whitfield", new DateOnly(2025, 1, 1), null)] },
            _ => person,
        }));
        var rule = Lead(Change(Samples.V3, ApproverRole.IAO, approval => approval with { Person = "p-whitfield", OnBehalfOf = "p-osei" }), "p-whitfield", null);

        Assert.Contains(ProblemsOf(rule, people), problem => problem.Code == ReasonCode.ApproverConflict);
    }

    [Theory]
    [InlineData("powers")]
    [InlineData("article6")]
    [InlineData("article9")]
    [InlineData("article10")]
    [InlineData("schedule1")]
    [InlineData("bar")]
    [InlineData("by")]
    public void Evaluate_LawThatIsToBeConfirmed_HasToBeAcknowledgedWhereverItStands(string where)
    {
        const string Unsure = "ART6-C";
        var law = Samples.V4.Law;
        var rule = Samples.V4 with
        {
            Law = where switch
            {
                "powers" => law with { Powers = [.. law.Powers, Unsure] },
                "article6" => law with { Article6 = [.. law.Article6, Unsure] },
                "article9" => law with { Article9 = [.. law.Article9, Unsure] },
                "article10" => law with { Article10 = [.. law.Article10, Unsure] },
                "schedule1" => law with { Schedule1 = [.. law.Schedule1, Unsure] },
                "bar" => law with { BarsCleared = [.. law.BarsCleared, law.BarsCleared[0] with { Bar = Unsure }] },
                _ => law with { BarsCleared = [.. law.BarsCleared, law.BarsCleared[0] with { By = Unsure }] },
            },
        };
        var catalogue = new LegalCatalogue(Samples.Catalogue.Entries.Select(entry => entry.Id == Unsure ? entry with { ToConfirm = "Whether it holds." } : entry), Samples.Catalogue.Purposes);

        Assert.Contains(
            Approvals.Evaluate(Samples.Stamped(rule), Samples.People, catalogue, Samples.Today).Problems,
            problem => problem.Explanation.Contains(Unsure, StringComparison.Ordinal) && problem.Clause == "approvals.acknowledges");
    }

    [Fact]
    public void Evaluate_ProblemsOfOneKind_AreInTheOrderOfTheirWords()
    {
        var owner = Samples.V3.Approvals.Single(approval => approval.Role == ApproverRole.IAO);
        var rule = Samples.V3 with { Approvals = [owner with { Person = "p-tanaka" }, owner with { Person = "p-hartley" }] };

        var explanations = ProblemsOf(rule, Samples.People).Select(problem => problem.Explanation).Where(text => text.Contains("did not hold", StringComparison.Ordinal)).ToList();

        Assert.Equal(["p-hartley", "p-tanaka"], explanations.Select(text => text[..text.IndexOf(' ', StringComparison.Ordinal)]));
    }

    private static People Altered(string id, Func<Person, Person> change) => new(Samples.People.All.Select(person => person.Id == id ? change(person) : person));

    private static Rule Lead(Rule rule, string person, string? onBehalfOf) => Change(rule, ApproverRole.IGLead, approval => approval with { Person = person, OnBehalfOf = onBehalfOf });

    private static IReadOnlyList<Reason> ProblemsOf(Rule rule, People people) => Approvals.Evaluate(Samples.Stamped(rule), people, Samples.Catalogue, Samples.October).Problems;

    private static Rule Change(Rule rule, ApproverRole role, Func<Approval, Approval> change) =>
        rule with { Approvals = [.. rule.Approvals.Select(approval => approval.Role == role ? change(approval) : approval)] };

    private static ApprovalOutcome Evaluate(Rule rule) => Approvals.Evaluate(rule, Samples.People, Samples.Catalogue, Samples.Today);

    private static void AssertConflict(Rule rule)
    {
        var outcome = Approvals.Evaluate(Samples.Stamped(rule), Samples.People, Samples.Catalogue, Samples.October);

        Assert.False(outcome.IsApproved);
        Assert.Contains(outcome.Problems, problem => problem.Code == ReasonCode.ApproverConflict);
    }

    private static void AssertNotApproved(Rule rule)
    {
        var outcome = Approvals.Evaluate(Samples.Stamped(rule), Samples.People, Samples.Catalogue, Samples.October);

        Assert.False(outcome.IsApproved);
        Assert.Contains(outcome.Problems, problem => problem.Code == ReasonCode.RuleNotApproved);
    }

    [Fact]
    public void Evaluate_ApprovalsOfOneInstant_AreCountedByTimeAndThenByRole()
    {
        var rule = Samples.V4 with { Approvals = [.. Samples.V4.Approvals.Reverse().Select(approval => approval.Role == ApproverRole.DPO ? approval : approval with { At = Samples.Today })] };

        var outcome = Evaluate(Samples.Stamped(rule));

        Assert.Equal([ApproverRole.DPO, ApproverRole.IAO, ApproverRole.IGLead, ApproverRole.Caldicott], outcome.Counted.Select(approval => approval.Role));
        Assert.Equal(["p-moreau", "p-nowak", "p-sandhu", "p-whitfield"], outcome.Approvers);
    }

    [Fact]
    public void Evaluate_OnePersonInTwoRolesThatNeedNotBeTwo_IsNamedOnce()
    {
        var people = new People(Samples.People.All.Select(person => person.Id == "p-whitfield" ? person with { Roles = [.. person.Roles, new HeldRole(ApproverRole.SIRO, new DateOnly(2025, 1, 1), null)] } : person));
        var owner = Samples.V3.Approvals.Single(approval => approval.Role == ApproverRole.IAO);
        var rule = Samples.Stamped(Samples.V3 with { Approvals = [.. Samples.V3.Approvals, owner with { Role = ApproverRole.SIRO }] });

        Assert.Equal(["p-moreau", "p-sandhu", "p-whitfield"], Approvals.Evaluate(rule, people, Samples.Catalogue, Samples.October).Approvers);
    }

    [Fact]
    public void Evaluate_SeveralProblems_AreInOneOrderAndEachOnce()
    {
        var rule = Samples.Stamped(Samples.V4 with
        {
            Author = "p-whitfield",
            Dpia = Samples.V4.Dpia! with { ResidualRisk = ResidualRisk.High },
            Approvals = [.. Samples.V4.Approvals.Where(approval => approval.Role is ApproverRole.IAO), .. Samples.V4.Approvals.Where(approval => approval.Role is ApproverRole.IAO)],
        });

        var problems = Evaluate(rule).Problems;

        Assert.Equal(problems.OrderBy(problem => problem.Code).ThenBy(problem => problem.Explanation, StringComparer.Ordinal).Distinct(), problems);
        Assert.Equal(
            [
                "An approval is missing: an information asset owner (IAO).",
                "An approval is missing: the Caldicott Guardian, because the rule holds health or social care data.",
                "An approval is missing: the SIRO, because the residual risk is high.",
            ],
            problems.Select(problem => problem.Explanation).Where(text => text.StartsWith("An approval", StringComparison.Ordinal)));
    }

    [Fact]
    public void Evaluate_ApprovedWithOneApprovalTooMany_WarnsOfItAndOfTheLawInOrder()
    {
        var later = Samples.V3.Approvals.Single(approval => approval.Role == ApproverRole.IAO) with { At = Samples.October.AddDays(1) };
        var outcome = Approvals.Evaluate(Samples.Stamped(Samples.V3 with { Approvals = [.. Samples.V3.Approvals, later] }), Samples.People, Samples.Catalogue, Samples.October);

        Assert.True(outcome.IsApproved);
        Assert.Empty(outcome.Problems);
        Assert.Equal(
            ["HA96-P7 is still to be confirmed by a lawyer; an approver has acknowledged that.", "The approval by p-whitfield as IAO is dated after the instant of the decision."],
            outcome.Warnings);
    }

    [Fact]
    public void Evaluate_NotApproved_HasNoWarnings() =>
        Assert.Empty(Evaluate(Samples.Stamped(Samples.V3 with { Approvals = [.. Samples.V3.Approvals.Where(approval => approval.Role != ApproverRole.IAO)] })).Warnings);

    [Fact]
    public void WhyNot_OfAnApproval_IsNothingWhenItCountsAndTheReasonWhenItDoesNot()
    {
        var rule = Samples.V3;
        var owner = rule.Approvals.Single(approval => approval.Role == ApproverRole.IAO);

        Assert.Null(Approvals.WhyNot(owner, rule, Samples.People, Samples.October));
        Assert.Equal(ReasonCode.RuleNotApproved, Approvals.WhyNot(owner, rule, Samples.People, owner.At.AddSeconds(-1))!.Code);
        Assert.Equal(ReasonCode.ApproverConflict, Approvals.WhyNot(owner, rule with { Author = "whitfield-admin" }, Samples.People, Samples.October)!.Code);
    }
}
