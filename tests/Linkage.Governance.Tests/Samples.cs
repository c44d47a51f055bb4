using Linkage.Governance.Catalogue;
using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;
using Linkage.Governance.Scenarios;

namespace Linkage.Governance.Tests;

/// <summary>The committed registry, with digests of queries filled in, and requests that it allows.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Today = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    /// <summary>A day when version 3 is in force and version 4 is not.</summary>
    public static readonly DateTimeOffset October = new(2026, 10, 25, 9, 0, 0, TimeSpan.Zero);

    public static readonly string CohortDigest = new('a', 64);

    private static readonly ScenarioApprovers Approvers = new();

    private static readonly Lazy<Registry> Committed = new(() => Registry.Load(GovernanceFolder));

    public static string RepositoryFolder { get; } = FindRepository();

    public static string GovernanceFolder => Path.Combine(RepositoryFolder, "governance");

    public static LegalCatalogue Catalogue => Committed.Value.Catalogue;

    /// <summary>The committed people, with keys of which the tests have the private halves.</summary>
    public static People People { get; } = Approvers.WithKeys(Committed.Value.People);

    public static Registry Registry { get; } = new(
        Committed.Value.Catalogue,
        Committed.Value.Rules.Select(rule => Stamped(rule with { Selection = [.. rule.Selection.Select(selection => selection with { Digest = CohortDigest })] })),
        People);

    public static Rule V3 => RuleOf("homes-and-money", 3);

    public static Rule V4 => RuleOf("homes-and-money", 4);

    public static Rule Research => RuleOf("child-poverty-research", 1);

    /// <summary>The same rule with approvals that sign its present content.</summary>
    public static Rule Stamped(Rule rule) => Approvers.Signed(rule, People);

    /// <summary>A registry of one rule, whose approvals sign its content.</summary>
    public static Registry Only(Rule rule) => new(Catalogue, [Stamped(rule)], People);

    public static GateRequest HomesAndMoney() => new()
    {
        ProjectId = "homes-and-money",
        Purpose = "income-maximisation",
        Nation = "ENG",
        Controller = "ashgrove-council",
        Requester = "p-okafor",
        Datasets =
        [
            Dataset("rent-arrears-panel", "Council", "title:Identifier:Match+Output", "forename:Identifier:Match+Output", "surname:Identifier:Match+Output", "date_of_birth:Identifier:Match", "address:Contact:Match+Output", "postcode:Contact:Match+Output", "uprn:Identifier:Match", "arrears_gbp:Attribute:Select"),
            Dataset("food-vouchers", "Council", "customer_name:Identifier:Match+Output", "date_of_birth:Identifier:Match", "address:Contact:Match+Output", "postcode:Contact:Match+Output", "vouchers_issued:Attribute:Select"),
            Dataset("think-family", "Council", "forename:Identifier:Match", "surname:Identifier:Match", "date_of_birth:Identifier:Match", "uprn:Identifier:Match", "vulnerability_factors:Attribute:Select"),
        ],
        Contracts = Contracts("rent-arrears-panel", "food-vouchers", "think-family", "opt-out", "unsafe-to-contact"),
        Models = Models("rent-arrears-panel", "food-vouchers", "think-family", "opt-out", "unsafe-to-contact"),
        Joins =
        [
            Join("rent-arrears-panel", "food-vouchers", "Inner"),
            Join("food-vouchers", "think-family", "Inner"),
            Join("rent-arrears-panel", "think-family", "Inner"),
        ],
        Selections = [new RequestedSelection("cohort", CohortDigest)],
        Outputs =
        [
            new RequestedOutput(
                "outreach",
                "Outreach",
                "Row",
                [
                    new RequestedOutputColumn("name", "Contact", ["food-vouchers.customer_name", "rent-arrears-panel.forename", "rent-arrears-panel.surname"]),
                    new RequestedOutputColumn("address", "Contact", ["food-vouchers.address", "rent-arrears-panel.address"]),
                    new RequestedOutputColumn("channel", "Contact", []),
                ]),
        ],
        SuppressionLists = ["opt-out", "unsafe-to-contact"],
        RecipientTeam = "homes-and-money-outreach",
        RecipientEnvironment = "council-crm",
        Channel = "letter",
    };

    /// <summary>The same cohort without people who have an open adult social care case; version 4 allows it.</summary>
    public static GateRequest HomesAndMoneyWithoutCare()
    {
        var request = HomesAndMoney();
        return request with
        {
            Datasets = [.. request.Datasets, Dataset("adult-social-care", "Council", "surname:Identifier:Match", "date_of_birth:Identifier:Match", "uprn:Identifier:Match", "open_case:SpecialCategory:Select")],
            Contracts = [.. request.Contracts, .. Contracts("adult-social-care")],
            Models = Models("rent-arrears-panel", "food-vouchers", "think-family", "adult-social-care", "opt-out", "unsafe-to-contact"),
            Joins =
            [
                .. request.Joins,
                Join("rent-arrears-panel", "adult-social-care", "Anti"),
                Join("food-vouchers", "adult-social-care", "Anti"),
                Join("think-family", "adult-social-care", "Anti"),
            ],
        };
    }

    public static GateRequest ChildPoverty() => new()
    {
        ProjectId = "child-poverty-research",
        Purpose = "research",
        Nation = "ENG",
        Controller = "ashgrove-council",
        Requester = "p-lindqvist",
        Datasets =
        [
            Dataset("benefits-ctr-hb", "Council", "nino:Identifier:Match", "surname:Identifier:Match", "household_type:QuasiIdentifier:Select", "ward_code:QuasiIdentifier:Select+Output"),
            Dataset("dwp-lcf-monthly", "DWP", "nino:Identifier:Match", "surname:Identifier:Match", "youngest_child_date_of_birth:QuasiIdentifier:Select", "children:QuasiIdentifier:Select+Output", "in_relative_low_income:Attribute:Select+Output"),
        ],
        Contracts = Contracts("benefits-ctr-hb", "dwp-lcf-monthly"),
        Models = Models("benefits-ctr-hb", "dwp-lcf-monthly"),
        Joins = [new RequestedJoin("benefits-ctr-hb", "dwp-lcf-monthly", "Inner", ["person"], 0.95)],
        Selections = [new RequestedSelection("cohort", CohortDigest), new RequestedSelection("families", CohortDigest), new RequestedSelection("wards", CohortDigest)],
        Outputs =
        [
            new RequestedOutput(
                "families",
                "PseudonymisedRows",
                "Row",
                [
                    new RequestedOutputColumn("person_key", "Key", []),
                    new RequestedOutputColumn("ward_code", "Dimension", ["benefits-ctr-hb.ward_code"]),
                    new RequestedOutputColumn("children_band", "Dimension", ["dwp-lcf-monthly.children"]),
                    new RequestedOutputColumn("in_relative_low_income", "Value", ["dwp-lcf-monthly.in_relative_low_income"]),
                ]),
            new RequestedOutput(
                "wards",
                "Aggregate",
                "Ward",
                [
                    new RequestedOutputColumn("ward_code", "Dimension", ["benefits-ctr-hb.ward_code"]),
                    new RequestedOutputColumn("in_relative_low_income", "Dimension", ["dwp-lcf-monthly.in_relative_low_income"]),
                    new RequestedOutputColumn("families", "Count", []),
                ]),
        ],
        SuppressionLists = [],
        RecipientTeam = "research-team",
        RecipientEnvironment = "tre-research",
    };

    public static RequestedDataset Dataset(string id, string origin, params string[] columns) =>
        new(id, origin, [.. columns.Select(column => column.Split(':')).Select(parts => new RequestedColumn(parts[0], parts[1], parts[2].Split('+')))]);

    /// <summary>The contracts the committed rules were approved with.</summary>
    public static RequestedContract[] Contracts(params string[] ids) =>
        [.. ids.Select(id => new RequestedContract(id, "1.0.0", Registry.Rules.Select(rule => rule.Contracts.GetValueOrDefault(id)).OfType<string>().Distinct().Single()))];

    /// <summary>The models the committed rules were approved with, of the pairs among these datasets and lists.</summary>
    public static RequestedModel[] Models(params string[] ids) =>
    [
        .. Registry.Rules.SelectMany(rule => rule.Models).Distinct()
            .Select(model => (Sides: model.Key.Split('+'), Digest: model.Value))
            .Where(model => model.Sides.All(ids.Contains))
            .Select(model => new RequestedModel(model.Sides[0], model.Sides[1], model.Digest)),
    ];

    public static RequestedJoin Join(string left, string right, string type) => new(left, right, type, ["uprn", "person"], 0.95);

    public static GateRequest With(this GateRequest request, string datasetId, RequestedColumn column) => request with
    {
        Datasets = [.. request.Datasets.Select(dataset => dataset.Id == datasetId ? dataset with { Columns = [.. dataset.Columns, column] } : dataset)],
    };

    public static IReadOnlyList<string> Codes(this Decision decision) => [.. decision.Reasons.Select(reason => reason.Code.Written()).Distinct().Order(StringComparer.Ordinal)];

    private static Rule RuleOf(string id, int version) => Registry.Rules.Single(rule => rule.Id == id && rule.Version == version);

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Linkage.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        }

        return folder.FullName;
    }
}
