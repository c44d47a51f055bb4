using System.Globalization;
using Linkage.Governance.Catalogue;
using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Rules;

public sealed class RuleLifeCycleTests
{
    [Fact]
    public void StatusAt_NewerVersionBegan_OlderIsExpired()
    {
        Assert.Equal(RuleStatus.Approved, RuleLifeCycle.StatusAt(Samples.V3, Samples.Registry, Samples.October));
        Assert.Equal(RuleStatus.Expired, RuleLifeCycle.StatusAt(Samples.V3, Samples.Registry, Samples.Today));
        Assert.Equal(RuleStatus.Approved, RuleLifeCycle.StatusAt(Samples.V4, Samples.Registry, Samples.Today));
    }

    [Theory]
    [InlineData(RuleStatus.Suspended)]
    [InlineData(RuleStatus.Revoked)]
    public void Decide_NewerVersionWithdrawnLater_OlderDoesNotComeBack(RuleStatus status)
    {
        var registry = new Registry(Samples.Catalogue, [Samples.V3, Samples.V4 with { Status = status }], Samples.People);

        Assert.False(GateDecision.Decide(registry, Samples.HomesAndMoney(), Samples.Today).IsAllowed);
    }

    [Theory]
    [InlineData(RuleStatus.Draft)]
    [InlineData(RuleStatus.Proposed)]
    [InlineData(RuleStatus.Rejected)]
    public void Decide_NewerVersionNeverApproved_OlderStays(RuleStatus status)
    {
        var registry = new Registry(Samples.Catalogue, [Samples.V3, Samples.V4 with { Status = status }], Samples.People);

        Assert.Equal(3, GateDecision.Decide(registry, Samples.HomesAndMoney(), Samples.Today).RuleVersion);
        Assert.True(GateDecision.Decide(registry, Samples.HomesAndMoney(), Samples.Today).IsAllowed);
    }

    [Fact]
    public void SupersededBy_OverTwoVersions_FindsTheChain()
    {
        var fifth = Samples.V4 with { Version = 5, Supersedes = 4, ValidFrom = new DateOnly(2026, 11, 20) };
        var registry = new Registry(Samples.Catalogue, [Samples.V3, Samples.V4 with { Status = RuleStatus.Draft }, fifth], Samples.People);

        Assert.Equal(5, RuleLifeCycle.SupersededBy(Samples.V3, registry, new DateOnly(2026, 11, 22))?.Version);
    }

    [Fact]
    public void StatusAt_PastTheDpiaReview_IsExpired() =>
        Assert.Equal(RuleStatus.Expired, RuleLifeCycle.StatusAt(Samples.V4, Samples.Registry, new DateTimeOffset(2027, 12, 1, 0, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void Decide_LastInstantOfThePermission_IsAllowedAndTheNextIsNot()
    {
        var end = GateDecision.Decide(Samples.Registry, Samples.HomesAndMoneyWithoutCare(), Samples.Today).EffectiveEnd!.Value;

        Assert.True(GateDecision.Decide(Samples.Registry, Samples.HomesAndMoneyWithoutCare(), end.AddTicks(-1)).IsAllowed);
        Assert.Equal(["DPIA_EXPIRED"], GateDecision.Decide(Samples.Registry, Samples.HomesAndMoneyWithoutCare(), end).Codes());
    }

    [Theory]
    [InlineData(RuleStatus.Draft)]
    [InlineData(RuleStatus.Rejected)]
    public void Decide_NewerVersionPutBackByHand_WarnsThatTheOlderOneIsUsed(RuleStatus status)
    {
        var registry = new Registry(Samples.Catalogue, [Samples.V3, Samples.V4 with { Status = status }], Samples.People);

        var decision = GateDecision.Decide(registry, Samples.HomesAndMoney(), Samples.Today);

        Assert.Equal(3, decision.RuleVersion);
        Assert.Contains(decision.Warnings, warning => warning.Contains($"homes-and-money v4 is newer and is {status}", StringComparison.Ordinal));
    }

    [Fact]
    public void Decide_NewerVersionNotBorneOut_GivesItsReasonsAndNotThatTheOlderOneHasEnded()
    {
        var newer = Samples.V4 with { Approvals = [.. Samples.V4.Approvals.Where(approval => approval.Role != ApproverRole.IGLead)] };
        var registry = new Registry(Samples.Catalogue, [Samples.V3, newer], Samples.People);

        foreach (var request in new[] { Samples.HomesAndMoney(), Samples.HomesAndMoneyWithoutCare() })
        {
            var decision = GateDecision.Decide(registry, request, Samples.Today);

            Assert.Equal(4, decision.RuleVersion);
            Assert.Contains("RULE_NOT_APPROVED", decision.Codes());
            Assert.DoesNotContain("RULE_EXPIRED", decision.Codes());
        }
    }

    [Fact]
    public void Decide_ApprovalOlderThanTheAssessment_DoesNotCount()
    {
        var rule = Samples.V4 with { Approvals = [.. Samples.V4.Approvals.Select(approval => approval.Role == ApproverRole.IAO ? approval with { At = new DateTimeOffset(2026, 11, 8, 23, 59, 59, TimeSpan.Zero) } : approval)] };

        Assert.Equal(["RULE_NOT_APPROVED"], GateDecision.Decide(new Registry(Samples.Catalogue, [rule], Samples.People), Samples.HomesAndMoneyWithoutCare(), Samples.Today).Codes());
    }

    [Fact]
    public void Decide_Allowed_SaysWhatItRestsOn()
    {
        var basis = GateDecision.Decide(Samples.Registry, Samples.HomesAndMoneyWithoutCare(), Samples.Today).Basis!;

        Assert.Contains("LA11-1", basis.Law);
        Assert.Contains("ART6-E", basis.Law);
        Assert.Equal(["CLDC (PublicInterest)"], basis.BarsCleared);
        Assert.Equal("DPIA-2026-014 version 2.0", basis.Dpia);
        Assert.Equal(new DateOnly(2027, 11, 30), basis.DpiaReviewBy);
        Assert.Equal(["DPO p-moreau", "IAO p-whitfield", "Caldicott p-nowak", "IGLead p-sandhu"], basis.Approvals.Select(approval => $"{approval.Role} {approval.Person}"));
        Assert.Null(GateDecision.Decide(Samples.Registry, Samples.HomesAndMoney(), Samples.Today).Basis);
    }

    [Fact]
    public void ContentHash_ListsInAnotherOrder_IsTheSame()
    {
        var shuffled = Samples.V4 with
        {
            Datasets = [.. Samples.V4.Datasets.Reverse()],
            Joins = [.. Samples.V4.Joins.Reverse()],
            Law = Samples.V4.Law with { Powers = [.. Samples.V4.Law.Powers.Reverse()] },
            OptOutLists = [.. Samples.V4.OptOutLists.Reverse()],
        };

        Assert.Equal(Samples.V4.ContentHash, shuffled.ContentHash);
    }

    [Fact]
    public void ContentHash_AnythingApprovedChanges_IsAnother()
    {
        Rule[] changed =
        [
            Samples.V4 with { Title = "Other" },
            Samples.V4 with { Author = "p-tanaka" },
            Samples.V4 with { MaxRuns = 61 },
            Samples.V4 with { Dpia = Samples.V4.Dpia! with { ReviewBy = new DateOnly(2028, 1, 1) } },
            Samples.V4 with { OptOutLists = ["opt-out"] },
            Samples.V4 with { Selection = [Samples.V4.Selection[0] with { Text = "Anyone at all." }] },
            Samples.V4 with { Joins = [.. Samples.V4.Joins.Skip(1)] },
        ];

        Assert.Equal(changed.Length + 1, changed.Append(Samples.V4).Select(rule => rule.ContentHash).Distinct().Count());
    }

    [Fact]
    public void EndedForGood_RevokedOrPastADateOfItsOwn_SaysWhy()
    {
        var rule = Samples.V4 with { Status = RuleStatus.Approved };
        var lastDay = RuleLifeCycle.LastDay(rule);
        var end = new DateTimeOffset(lastDay.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);

        Assert.Null(RuleLifeCycle.EndedForGood(rule, end.AddTicks(-1)));
        Assert.Equal(ReasonCode.DpiaExpired, RuleLifeCycle.EndedForGood(rule, end));
        Assert.Equal(ReasonCode.RuleExpired, RuleLifeCycle.EndedForGood(rule with { ValidTo = lastDay.AddDays(-1) }, end.AddDays(-1)));
        Assert.Null(RuleLifeCycle.EndedForGood(rule with { ValidTo = lastDay }, end.AddTicks(-1)));
        Assert.Equal(ReasonCode.GatewayRevoked, RuleLifeCycle.EndedForGood(rule with { Status = RuleStatus.Revoked }, Samples.Today));

        var shared = rule with { Dpia = rule.Dpia! with { ReviewBy = lastDay.AddYears(1) }, ValidTo = lastDay.AddYears(1), Agreement = (rule.Agreement ?? Samples.Registry.Rules.First(r => r.Agreement is not null).Agreement!) with { ReviewBy = lastDay } };
        Assert.Null(RuleLifeCycle.EndedForGood(shared, end.AddTicks(-1)));
        Assert.Equal(ReasonCode.AgreementExpired, RuleLifeCycle.EndedForGood(shared, end));
    }

    [Theory]
    [InlineData(RuleStatus.Draft)]
    [InlineData(RuleStatus.Proposed)]
    [InlineData(RuleStatus.Suspended)]
    [InlineData(RuleStatus.Rejected)]
    public void EndedForGood_WhatMayStillComeBack_IsNotEnded(RuleStatus status)
    {
        Assert.Null(RuleLifeCycle.EndedForGood(Samples.V4 with { Status = status }, Samples.Today));
        Assert.Null(RuleLifeCycle.EndedForGood(Samples.V4 with { Approvals = [] }, Samples.Today));

        // Superseded: its place was taken, and can be given back.
        Assert.Equal(RuleStatus.Expired, RuleLifeCycle.StatusAt(Samples.V3, Samples.Registry, Samples.Today));
        Assert.Null(RuleLifeCycle.EndedForGood(Samples.V3, Samples.Today));
    }

    [Fact]
    public void Ends_OfARule_AreItsOwnItsReUseApprovalsAndTheLawItNamesTheEarliestFirst()
    {
        var catalogue = new LegalCatalogue(
            Samples.Catalogue.Entries.Select(entry => entry.Id == "DEA-64" ? entry with { InForceTo = new DateOnly(2027, 1, 1) } : entry), Samples.Catalogue.Purposes);
        var registry = new Registry(catalogue, [Samples.Research], Samples.People);

        Assert.Equal(
            [
                new RuleEnd("law DEA-64", new DateOnly(2027, 1, 1)),
                new RuleEnd("agreement.reviewBy", new DateOnly(2027, 11, 30)),
                new RuleEnd("dpia.reviewBy", new DateOnly(2027, 11, 30)),
                new RuleEnd("reuseApprovals DWP-RU-2026-0441", new DateOnly(2027, 11, 30)),
                new RuleEnd("validTo", new DateOnly(2027, 12, 31)),
            ],
            RuleLifeCycle.Ends(Samples.Research, registry));
    }

    [Fact]
    public void Ends_LawThatIsNotInTheCatalogue_IsLeftOut()
    {
        var rule = Samples.V3 with { Law = Samples.V3.Law with { Powers = ["UNKNOWN-1"] }, Dpia = null };

        Assert.Equal([new RuleEnd("validTo", new DateOnly(2027, 12, 31))], RuleLifeCycle.Ends(rule, Samples.Registry));
    }

    [Fact]
    public void LastDay_OfARule_IsTheEarliestOfItsOwnDocuments()
    {
        var day = new DateOnly(2026, 12, 1);

        Assert.Equal(day, RuleLifeCycle.LastDay(Samples.Research with { ValidTo = day }));
        Assert.Equal(day, RuleLifeCycle.LastDay(Samples.Research with { Dpia = Samples.Research.Dpia! with { ReviewBy = day } }));
        Assert.Equal(day, RuleLifeCycle.LastDay(Samples.Research with { Agreement = Samples.Research.Agreement! with { ReviewBy = day } }));
    }

    [Theory]
    [InlineData("2026-11-30T23:59:59Z", RuleStatus.Approved)]
    [InlineData("2026-12-01T00:00:00Z", RuleStatus.Expired)]
    public void StatusAt_AroundTheLastDay_ChangesWithTheDay(string instant, RuleStatus status)
    {
        var rule = Samples.Stamped(Samples.V3 with { ValidTo = new DateOnly(2026, 11, 30) });

        Assert.Equal(status, RuleLifeCycle.StatusAt(rule, new Registry(Samples.Catalogue, [rule], Samples.People), DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(2026, 11, 15, null)]
    [InlineData(2026, 11, 16, 4)]
    public void SupersededBy_AroundTheFirstDay_BeginsWithIt(int year, int month, int day, int? version) =>
        Assert.Equal(version, RuleLifeCycle.SupersededBy(Samples.V3, Samples.Registry, new DateOnly(year, month, day))?.Version);

    [Fact]
    public void SupersededBy_TwoVersionsInARow_IsTheOneThatCameFirst()
    {
        var fifth = Samples.V4 with { Version = 5, Supersedes = 4, ValidFrom = new DateOnly(2026, 11, 20) };
        var registry = new Registry(Samples.Catalogue, [Samples.V3, Samples.V4, fifth], Samples.People);

        Assert.Equal(4, RuleLifeCycle.SupersededBy(Samples.V3, registry, new DateOnly(2026, 11, 22))?.Version);
    }

    [Fact]
    public void SupersededBy_NewerVersionThatReplacesNothing_LeavesItInPlace()
    {
        var registry = new Registry(Samples.Catalogue, [Samples.V3, Samples.V4 with { Supersedes = null }], Samples.People);

        Assert.Null(RuleLifeCycle.SupersededBy(Samples.V3, registry, new DateOnly(2026, 11, 22)));
    }

    [Fact]
    public void SupersededBy_VersionsThatReplaceEachOtherOrThemselves_EndsAndFindsNone()
    {
        var day = new DateOnly(2026, 11, 22);
        var round = new Registry(Samples.Catalogue, [Samples.V3, Samples.V4 with { Supersedes = 5 }, Samples.V4 with { Version = 5, Supersedes = 4 }], Samples.People);
        var itself = new Registry(Samples.Catalogue, [Samples.V3, Samples.V4 with { Supersedes = 4 }], Samples.People);

        Assert.Null(RuleLifeCycle.SupersededBy(Samples.V3, round, day));
        Assert.Null(RuleLifeCycle.SupersededBy(Samples.V3, itself, day));
        Assert.Null(RuleLifeCycle.SupersededBy(itself.Rules[1], itself, day));
    }
}
