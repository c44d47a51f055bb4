using Linkage.Governance.Catalogue;
using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Decisions;

/// <summary>Glasgow, as published: a joint letter to families with small children, from a monthly file of DWP.</summary>
internal static class Glasgow
{
    public static readonly DateTimeOffset July = new(2026, 7, 20, 9, 0, 0, TimeSpan.Zero);

    public static Rule Rule { get; } = new()
    {
        Id = "glasgow-helps",
        Version = 1,
        Title = "Glasgow Helps: a joint letter to families with small children",
        Nation = Nation.SCO,
        Status = RuleStatus.Approved,
        Author = "p-adeyemi",
        Requester = "p-okafor",
        ValidFrom = new DateOnly(2026, 6, 1),
        ValidTo = new DateOnly(2027, 5, 31),
        Controllers = [new Party("glasgow-city-council", PartyType.Council, null), new Party("dwp", PartyType.CentralGovernment, null)],
        Purpose = new RulePurpose(["income-maximisation"], "Tell families what they can claim.", ["debt-recovery"]),
        Law = new RuleLaw
        {
            Powers = ["LGIS03-20"],
            BarsCleared = [new BarClearance("SSAA-123", Clearance.ReuseApproval, null, "DWP-RU-7"), new BarClearance("WRA-132", Clearance.ReuseApproval, null, "DWP-RU-7")],
            Article6 = ["ART6-E"],
            Necessity = "The file of DWP is the only one that shows which families are poor.",
            Notice = "PN-1",
        },
        Dpia = new Dpia("DPIA-1", "1", new DateOnly(2026, 5, 1), new DateOnly(2027, 4, 30), ResidualRisk.Low, "Agreed.", new DateOnly(2026, 4, 30), null, null),
        Agreement = new Agreement("DSA-1", "1", ["glasgow-city-council", "dwp"], new DateOnly(2026, 5, 1), new DateOnly(2027, 4, 30)),
        ReuseApprovals = [new ReuseApproval("DWP", "DWP-RU-7", new DateOnly(2026, 7, 1), new DateOnly(2026, 7, 31), ["dwp-lcf-july.name", "dwp-lcf-july.address", "dwp-lcf-july.child_date_of_birth"], ["income-maximisation"])],
        Datasets =
        [
            new RuleDataset("dwp-lcf-july", "DWP", "dwp", [DatasetSubject.SocialSecurity], new Dictionary<string, IReadOnlyList<ColumnUse>>
            {
                ["name"] = [ColumnUse.Output],
                ["address"] = [ColumnUse.Output],
                ["child_date_of_birth"] = [ColumnUse.Select],
            }),
        ],
        Contracts = new Dictionary<string, string> { ["dwp-lcf-july"] = new('b', 64) },
        Models = new Dictionary<string, string> { ["dwp-lcf-july+dwp-lcf-july"] = new('e', 64) },
        Selection = [new RuleSelection("cohort", "Families with a child under six.", Samples.CohortDigest)],
        Outputs = [new RuleOutput(OutputKind.Outreach, Granularity.Row, [new("name", ColumnRole.Contact, ["dwp-lcf-july.name"]), new("address", ColumnRole.Contact, ["dwp-lcf-july.address"])])],
        Reidentify = new Reidentification(true, ["name", "address"], ["letter"], ["glasgow-helps"]),
        Recipients = [new Recipient("glasgow-helps", "helps-crm", "glasgow-city-council")],
        RetentionDays = 30,
        Schedule = [RunSchedule.Monthly],
        Approvals =
        [
            new Approval(ApproverRole.IAO, "p-whitfield", string.Empty, new DateTimeOffset(2026, 5, 20, 9, 0, 0, TimeSpan.Zero), null, [], null),
            new Approval(ApproverRole.IGLead, "p-sandhu", string.Empty, new DateTimeOffset(2026, 5, 21, 9, 0, 0, TimeSpan.Zero), null, [], null),
        ],
    };

    public static GateRequest Request() => new()
    {
        ProjectId = "glasgow-helps",
        Purpose = "income-maximisation",
        Nation = "SCO",
        Controller = "glasgow-city-council",
        Requester = "p-okafor",
        Datasets = [Samples.Dataset("dwp-lcf-july", "DWP", "name:Identifier:Output", "address:Contact:Output", "child_date_of_birth:QuasiIdentifier:Select")],
        Contracts = [new RequestedContract("dwp-lcf-july", "1.0.0", new string('b', 64))],
        Models = [new RequestedModel("dwp-lcf-july", "dwp-lcf-july", new string('e', 64))],
        Joins = [],
        Selections = [new RequestedSelection("cohort", Samples.CohortDigest)],
        Outputs = [new RequestedOutput("letters", "Outreach", "Row", [new("name", "Contact", ["dwp-lcf-july.name"]), new("address", "Contact", ["dwp-lcf-july.address"])])],
        SuppressionLists = [],
        RecipientTeam = "glasgow-helps",
        RecipientEnvironment = "helps-crm",
        Channel = "letter",
        Schedule = "Monthly",
    };
}
