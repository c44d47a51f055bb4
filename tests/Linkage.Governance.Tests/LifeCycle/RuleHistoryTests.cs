using System.Security.Cryptography;
using Linkage.Governance.LifeCycle;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.LifeCycle;

/// <summary>What the changes of a rule version come to, and who may make which.</summary>
public sealed class RuleHistoryTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Day = new(2026, 11, 20);

    private readonly Dictionary<string, ECDsa> _keys = Samples.People.All.ToDictionary(person => person.Id, _ => ECDsa.Create(ECCurve.NamedCurves.nistP256));
    private readonly People _people;

    public RuleHistoryTests() => _people = WithKeys(Samples.People);

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    [Fact]
    public void After_EveryStatusAndChange_IsTheLifeCycleOfGateMd()
    {
        var permitted = new Dictionary<(RuleStatus, RuleChangeKind), RuleStatus>
        {
            [(RuleStatus.Draft, RuleChangeKind.Drafted)] = RuleStatus.Draft,
            [(RuleStatus.Draft, RuleChangeKind.Proposed)] = RuleStatus.Proposed,
            [(RuleStatus.Draft, RuleChangeKind.Rejected)] = RuleStatus.Rejected,
            [(RuleStatus.Proposed, RuleChangeKind.Approved)] = RuleStatus.Approved,
            [(RuleStatus.Proposed, RuleChangeKind.Rejected)] = RuleStatus.Rejected,
            [(RuleStatus.Proposed, RuleChangeKind.Suspended)] = RuleStatus.Suspended,
            [(RuleStatus.Proposed, RuleChangeKind.Revoked)] = RuleStatus.Revoked,
            [(RuleStatus.Approved, RuleChangeKind.Suspended)] = RuleStatus.Suspended,
            [(RuleStatus.Approved, RuleChangeKind.Revoked)] = RuleStatus.Revoked,
            [(RuleStatus.Suspended, RuleChangeKind.Resumed)] = RuleStatus.Approved,
            [(RuleStatus.Suspended, RuleChangeKind.Revoked)] = RuleStatus.Revoked,
        };

        foreach (var status in Enum.GetValues<RuleStatus>())
        {
            foreach (var change in Enum.GetValues<RuleChangeKind>())
            {
                Assert.Equal(permitted.TryGetValue((status, change), out var next) ? next : null, RuleHistory.After(status, change));
            }
        }
    }

    [Fact]
    public void StatusOf_NoChange_IsADraft() => Assert.Equal((RuleStatus.Draft, null), Status());

    [Fact]
    public void StatusOf_Approved_HasNoReason() =>
        Assert.Equal((RuleStatus.Approved, null), Status(RuleChangeKind.Drafted, RuleChangeKind.Proposed, RuleChangeKind.Approved));

    [Theory]
    [InlineData(RuleChangeKind.Suspended, RuleStatus.Suspended)]
    [InlineData(RuleChangeKind.Revoked, RuleStatus.Revoked)]
    public void StatusOf_StoppedRule_TellsTheReasonOfTheStop(RuleChangeKind stop, RuleStatus status) =>
        Assert.Equal((status, "reason 3"), Status(RuleChangeKind.Drafted, RuleChangeKind.Proposed, RuleChangeKind.Approved, stop));

    [Fact]
    public void StatusOf_RejectedRule_TellsTheReasonAndStaysSo() =>
        Assert.Equal((RuleStatus.Rejected, "reason 1"), Status(RuleChangeKind.Drafted, RuleChangeKind.Rejected, RuleChangeKind.Proposed, RuleChangeKind.Approved));

    [Fact]
    public void StatusOf_ApprovedWithoutAProposal_IsStillADraft() =>
        Assert.Equal((RuleStatus.Draft, null), Status(RuleChangeKind.Drafted, RuleChangeKind.Approved));

    [Fact]
    public void StatusOf_StoppedByNobodyKnown_IsStopped()
    {
        // Stopping never waits: whoever it was, the rule is not used.
        RuleChange[] changes = [.. Approved, Change(RuleChangeKind.Suspended, 3, "p-nobody")];

        Assert.Equal((RuleStatus.Suspended, "reason 3"), RuleHistory.StatusOf(Samples.V4, changes, _people));
    }

    [Fact]
    public void StatusOf_SignedResumption_IsApprovedAgainAndHasNoReason() =>
        Assert.Equal((RuleStatus.Approved, null), RuleHistory.StatusOf(Samples.V4, [.. Approved, Change(RuleChangeKind.Suspended, 3, null), Signed(Change(RuleChangeKind.Resumed, 4, "p-whitfield"))], _people));

    [Fact]
    public void StatusOf_UnsignedResumption_LeavesTheSuspension() =>
        Assert.Equal((RuleStatus.Suspended, "reason 3"), RuleHistory.StatusOf(Samples.V4, [.. Approved, Change(RuleChangeKind.Suspended, 3, null), Change(RuleChangeKind.Resumed, 4, "p-whitfield")], _people));

    [Theory]
    [InlineData(null)]
    [InlineData("p-nobody")]
    public void WhyNotBy_PersonWhoIsNotInTheDirectory_MayNothing(string? person) =>
        Assert.All(Enum.GetValues<RuleChangeKind>(), kind => Assert.Equal("Nobody of that id or account is in the directory of people.", WhyNot(kind, person)));

    [Fact]
    public void WhyNotBy_Councillor_MayNothing() =>
        Assert.All(Enum.GetValues<RuleChangeKind>(), kind => Assert.Equal("c-brampton is a councillor, who has no part in the life of a rule.", WhyNot(kind, "c-brampton")));

    [Theory]
    [InlineData(RuleChangeKind.Proposed)]
    [InlineData(RuleChangeKind.Suspended)]
    public void WhyNotBy_AnyoneElse_MayProposeAndSuspend(RuleChangeKind kind)
    {
        Assert.Null(WhyNot(kind, "p-okafor"));
        Assert.Null(WhyNot(kind, "okafor-admin"));
    }

    [Theory]
    [InlineData(RuleChangeKind.Drafted)]
    [InlineData(RuleChangeKind.Approved)]
    public void WhyNotBy_WhatFollowsFromTheFileOrItsApprovals_NobodyMay(RuleChangeKind kind) =>
        Assert.Equal("Nobody makes this change: it follows from the rule's file or its approvals.", WhyNot(kind, "p-whitfield"));

    [Theory]
    [InlineData("p-whitfield", true)]
    [InlineData("p-moreau", true)]
    [InlineData("p-nowak", true)]
    [InlineData("p-ferreira", true)]
    [InlineData("p-llewellyn", true)]
    [InlineData("p-sandhu", true)]
    [InlineData("p-berrington", true)]
    [InlineData("p-okafor", false)]
    [InlineData("p-adeyemi", false)]
    public void WhyNotBy_RejectionOrRevocation_NeedsAnApproverRoleOfTheDay(string person, bool may)
    {
        var why = may ? null : $"{person} holds no approver role on 2026-11-20; suspend the rule instead, which anyone may.";

        Assert.Equal(why, WhyNot(RuleChangeKind.Rejected, person));
        Assert.Equal(why, WhyNot(RuleChangeKind.Revoked, person));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void WhyNotBy_RoleHeldForSomeDays_CountsOnThoseDays(int day, bool may)
    {
        var people = Altered("p-okafor", person => person with { Roles = [new HeldRole(ApproverRole.Legal, Day, Day.AddDays(5))] });

        Assert.Equal(may, WhyNot(RuleChangeKind.Revoked, "p-okafor", people, Noon.AddDays(day)) is null);
    }

    [Fact]
    public void WhyNotBy_DelegateOfARole_MayWhileItIsHandedOnByWhoHoldsIt()
    {
        Assert.True(May(Handing("p-llewellyn", ApproverRole.Legal)));
        Assert.True(May(Handing("p-llewellyn", ApproverRole.Legal, "okafor-admin")));
        Assert.False(May(Handing("p-llewellyn", ApproverRole.Legal, "p-hartley")));
        Assert.False(May(Handing("p-llewellyn", ApproverRole.SIRO)));
        Assert.False(May(Handing("p-hartley", ApproverRole.Legal)));
        Assert.False(May(Handing("p-llewellyn", ApproverRole.Legal, first: Day.AddDays(1))));
        Assert.False(May(Handing("p-llewellyn", ApproverRole.Legal, last: Day.AddDays(-1))));
        Assert.False(May(Handing("p-llewellyn", ApproverRole.Legal, change: person => person with { IsCouncillor = true })));
        Assert.False(May(Handing("p-llewellyn", ApproverRole.Legal, change: person => person with { Roles = [new HeldRole(ApproverRole.Legal, new DateOnly(2020, 1, 1), Day.AddDays(-1))] })));

        bool May(People people) => WhyNot(RuleChangeKind.Revoked, "p-okafor", people) is null;
    }

    [Theory]
    [InlineData("p-whitfield")]
    [InlineData("whitfield-admin")]
    [InlineData("p-osei")]
    [InlineData("p-sandhu")]
    [InlineData("p-berrington")]
    public void WhyNotBy_SignedResumptionByAnOwnerOrLead_IsPermitted(string person) =>
        Assert.Null(RuleHistory.WhyNotBy(Samples.V4, Signed(Change(RuleChangeKind.Resumed, 4, person)), _people));

    [Theory]
    [InlineData("p-moreau")]
    [InlineData("p-nowak")]
    [InlineData("p-ferreira")]
    [InlineData("p-llewellyn")]
    [InlineData("p-hartley")]
    public void WhyNotBy_ResumptionByAnyOtherRole_IsNot(string person) =>
        Assert.Equal(
            $"{person} is no information asset owner or information governance lead on 2026-11-20.",
            RuleHistory.WhyNotBy(Samples.V4, Signed(Change(RuleChangeKind.Resumed, 4, person)), _people));

    [Fact]
    public void WhyNotBy_ResumptionByADelegateOfARoleTheHolderDoesNotHold_IsNot()
    {
        // The asset owner hands on the lead's role, which is not theirs to give.
        var people = WithKeys(Handing("p-osei", ApproverRole.IGLead, "p-hartley"));

        Assert.Equal(
            "p-hartley is no information asset owner or information governance lead on 2026-11-20.",
            RuleHistory.WhyNotBy(Samples.V4, Signed(Change(RuleChangeKind.Resumed, 4, "p-hartley")), people));
    }

    [Theory]
    [InlineData("p-sandhu", "p-okafor", "p-sandhu")]
    [InlineData("p-sandhu", "p-okafor", "sandhu-laptop")]
    [InlineData("p-adeyemi", "p-sandhu", "p-sandhu")]
    [InlineData("p-adeyemi", "sandhu-laptop", "p-sandhu")]
    public void WhyNotBy_ResumptionByWhoWroteOrAskedForIt_IsNot(string author, string requester, string person)
    {
        var rule = Samples.V4 with { Author = author, Requester = requester };

        Assert.Equal("p-sandhu wrote or asked for the rule; someone else has to resume it.", RuleHistory.WhyNotBy(rule, Signed(rule, Change(RuleChangeKind.Resumed, 4, person)), _people));
    }

    [Theory]
    [InlineData("p-sandhu", "p-okafor")]
    [InlineData("p-adeyemi", "sandhu-laptop")]
    public void WhyNotBy_ResumptionByADelegateOfWhoWroteOrAskedForIt_IsNot(string author, string requester)
    {
        // Delegation does not get round the second pair of eyes, as for approvals (gate.md).
        var rule = Samples.V4 with { Author = author, Requester = requester };

        Assert.Equal("p-berrington acts for who wrote or asked for the rule; someone else has to resume it.", RuleHistory.WhyNotBy(rule, Signed(rule, Change(RuleChangeKind.Resumed, 4, "p-berrington")), _people));
    }

    [Fact]
    public void WhyNotBy_ResumptionByAnOwnerWhileTheAuthorActsThroughAnother_IsPermitted() =>
        Assert.Null(RuleHistory.WhyNotBy(Samples.V4, Signed(Change(RuleChangeKind.Resumed, 4, "p-whitfield")), WithKeys(Handing("p-adeyemi", ApproverRole.Legal, "p-okafor"))));

    [Fact]
    public void WhyNotBy_ResumptionByAnOwnerToWhomTheAuthorHandedARoleOnce_IsPermittedAfterwards()
    {
        Assert.NotNull(Resumed(Day));
        Assert.Null(Resumed(Day.AddDays(-1)));

        string? Resumed(DateOnly last) => RuleHistory.WhyNotBy(Samples.V4, Signed(Change(RuleChangeKind.Resumed, 4, "p-whitfield")), WithKeys(Handing("p-adeyemi", ApproverRole.Legal, "p-whitfield", last: last)));
    }

    [Fact]
    public void WhyNotBy_ResumptionSignedByNobodyOrWithAnotherKey_IsNot()
    {
        const string Unsigned = "It is not signed with a key that is registered for p-whitfield on 2026-11-20.";
        var change = Change(RuleChangeKind.Resumed, 4, "p-whitfield");

        Assert.Equal(Unsigned, RuleHistory.WhyNotBy(Samples.V4, change, _people));
        Assert.Equal(Unsigned, RuleHistory.WhyNotBy(Samples.V4, Signed(change), Samples.People));
    }

    [Fact]
    public void Statement_OfAResumption_HoldsAllThatItLifts()
    {
        var change = Signed(Change(RuleChangeKind.Resumed, 4, "p-whitfield"));
        var rule = Samples.V4;

        Assert.Null(RuleHistory.WhyNotBy(rule, change, _people));
        Assert.NotNull(RuleHistory.WhyNotBy(rule, change with { Ordinal = 6 }, _people));
        Assert.NotNull(RuleHistory.WhyNotBy(rule, change with { Reason = "another" }, _people));
        Assert.NotNull(RuleHistory.WhyNotBy(rule, change with { At = change.At.AddSeconds(1) }, _people));
        Assert.NotNull(RuleHistory.WhyNotBy(rule, change with { Person = "whitfield-admin" }, _people));
        Assert.NotNull(RuleHistory.WhyNotBy(rule with { Id = "another" }, change, _people));
        Assert.NotNull(RuleHistory.WhyNotBy(rule with { Version = 5 }, change, _people));
        Assert.NotNull(RuleHistory.WhyNotBy(rule with { RetentionDays = 1 }, change, _people));
    }

    private static RuleChange[] Approved => [Change(RuleChangeKind.Drafted, 0, null), Change(RuleChangeKind.Proposed, 1, null), Change(RuleChangeKind.Approved, 2, null)];

    private static RuleChange Change(RuleChangeKind kind, int ordinal, string? person, DateTimeOffset? at = null) => new(kind, ordinal, person, at ?? Noon, $"reason {ordinal}");

    private static string? WhyNot(RuleChangeKind kind, string? person, People? people = null, DateTimeOffset? at = null) =>
        RuleHistory.WhyNotBy(Samples.V4, Change(kind, 0, person, at), people ?? Samples.People);

    private static People Altered(string id, Func<Person, Person> change) => new(Samples.People.All.Select(person => person.Id == id ? change(person) : person));

    private static People Handing(string holder, ApproverRole role, string to = "p-okafor", DateOnly? first = null, DateOnly? last = null, Func<Person, Person>? change = null) =>
        Altered(holder, person => (change ?? (one => one))(person with { Delegations = [new Delegation(role, to, first ?? new DateOnly(2020, 1, 1), last)] }));

    private (RuleStatus Status, string? Reason) Status(params RuleChangeKind[] kinds) =>
        RuleHistory.StatusOf(Samples.V4, [.. kinds.Select((kind, ordinal) => Change(kind, ordinal, null))], _people);

    private RuleChange Signed(RuleChange change) => Signed(Samples.V4, change);

    private RuleChange Signed(Rule rule, RuleChange change) =>
        Resumption.Sign(rule, change, _keys[Samples.People.TryFind(change.Person!, out var person) ? person.Id : throw new InvalidOperationException("Nobody signs this.")]);

    /// <summary>The same people, each with a key that this test signs with.</summary>
    private People WithKeys(People people) =>
        new(people.All.Select(person => person with { Keys = [new ApproverKey(ApproverKey.PublicHalfOf(_keys[person.Id]), new DateOnly(2020, 1, 1), null)] }));
}
