using System.Globalization;
using Linkage.Governance.Catalogue;
using Linkage.Governance.Rules;
using Linkage.Jobs.Publishing.Pages;
using Linkage.Jobs.Publishing.Rules;

namespace Linkage.Jobs.Publishing.Dpia;

/// <summary>
/// The evidence pack for the data protection impact assessment of a rule version, in the order of UK GDPR Art. 35(7). It holds what rule, contracts and runs say; what
/// only people can judge is left empty and says so. It rates no risk.
/// </summary>
/// <param name="Sources">What it was made from.</param>
/// <param name="Described">The rule version.</param>
/// <param name="Runs">The runs under it, or null when no workspace was looked at.</param>
internal sealed record DpiaPack(PublishingSources Sources, DescribedRule Described, RunsUnderRule? Runs)
{
    /// <summary>What makes the page known as its own.</summary>
    public const string Mark = "linkage publish dpia";

    private const string Owner = "the information asset owner with the IG lead";

    private Rule Rule => Described.Rule;

    /// <summary>The pack as a page.</summary>
    public Page ToPage() => new(
        Mark,
        $"DPIA evidence: {Rule.Title} ({Rule.Name})",
        [
            "Evidence for a data protection impact assessment under UK GDPR Art. 35(7), made from the rule, the data contracts and the runs. It is not the assessment: the marked places are for people to write in, and no risk is rated here. With runs it holds counts that may be small: not for publication as it is.",
            $"The rule has the content hash {Rule.ContentHash}. Status: {Described.Standing.Words}.",
        ],
        Sources.Instant,
        Sources.Provenance,
        [Description(), Necessity(), Risks(), Measures(), SignOff()]);

    private PageSection Description() => new(
        "description",
        "(a) Systematic description of the processing and its purposes",
        [],
        [
            new PageSection(
                "who-and-why",
                "Who, and for what",
                new Facts("Who, and for what",
                [
                    new Fact("Purpose", [Rule.Purpose.Text, .. Described.Purposes]),
                    new Fact("Never to be used for", Rule.Purpose.IncompatibleWith),
                    new Fact("Nation", Rule.Nation.ToString()),
                    new Fact("Controllers", Described.Controllers),
                    new Fact("Processors", Described.Processors),
                    new Fact("Recipients", Described.Recipients),
                    new Fact("Data sharing agreement", Rule.Agreement is { } agreement
                        ? $"{agreement.Reference} version {agreement.Version} between {string.Join(", ", agreement.Parties)}, signed {RuleStanding.Day(agreement.SignedOn)}, review by {RuleStanding.Day(agreement.ReviewBy)}"
                        : null),
                    new Fact("First and last day", $"{RuleStanding.Day(Rule.ValidFrom)} to {RuleStanding.Day(Described.Standing.LastDay)} ({Described.Standing.EndedBy})"),
                    new Fact("How often", [.. Rule.Schedule.Select(schedule => schedule.ToString()), .. Rule.MaxRuns is { } most ? [string.Create(CultureInfo.InvariantCulture, $"At most {most} runs")] : Array.Empty<string>()]),
                    new Fact("Kept for", Described.Retention),
                ])),
            new PageSection("which-data", "Which data", DataBlocks()),
            new PageSection(
                "what-is-done",
                "What is done with them",
                new Points(
                [
                    "Extract: each file is read as it came and held against its data contract; rows that do not meet it go no further.",
                    "Pseudonymise: each dataset is split under record keys; what identifies or reaches a person is kept apart from the rest.",
                    "Link: the gate is asked again; only the pairs below are compared, and the keys that come of it are of this rule and purpose alone.",
                    "Gate: only the columns below are made available to the queries, under those keys.",
                    "Release: the gate is asked a third time; the approved queries run in a locked session, the result is protected against disclosure, signed and published to the recipient.",
                ]),
                new Grid(
                    "Pairs of datasets that may be joined",
                    ["Left", "Right", "Types", "Keys", ">Least match probability"],
                    [.. Rule.Joins.Select(join => (IReadOnlyList<string>)
                        [join.Left, join.Right, string.Join(", ", join.Types), string.Join(", ", join.Keys), join.MinimumProbability.ToString(CultureInfo.InvariantCulture)])]),
                new Grid(
                    "Models that say which records are one person",
                    ["Pair", "Model, SHA-256"],
                    [.. Rule.Models.OrderBy(model => model.Key, StringComparer.Ordinal).Select(model => (IReadOnlyList<string>)[model.Key, model.Value])]),
                new Facts("Who is selected, and what comes out",
                [
                    .. Rule.Selection.Select(selection => new Fact($"Query {selection.Name}", selection.Text)),
                    new Fact("People of these datasets are always left out", Rule.MustExclude),
                    .. Described.Trial.Count > 0 ? [new Fact("Trial", Described.Trial)] : Array.Empty<Fact>(),
                    new Fact("Outputs", Described.Outputs),
                ])),
            new PageSection("runs", "How much was done so far", Runs is null ? [new Paragraph("No workspace was looked at. --data DIR adds the runs made under this version.")] : Runs.Blocks),
            new PageSection("context", "Context", new ToWrite(Owner, "The relation with the people concerned; what they would expect; whether children or other vulnerable people are among them; earlier concerns; the state of technology.")),
        ]);

    private IReadOnlyList<Block> DataBlocks() =>
    [
        new Facts("Datasets",
        [
            .. Described.Datasets.Select(dataset => new Fact(dataset.Id,
            [
                dataset.Line,
                dataset.Contract is { } contract
                    ? $"Contract version {contract.Version}, owner {contract.Owner}"
                    : "The contract this rule was approved with is not at hand, so its columns are not classified here.",
            ])),
            new Fact("Lists whose people are left out", Described.OptOutLists),
        ]),
        new Grid(
            "Columns, what kind of data they hold by their contract, and what they may be used for",
            ["Column", "Kind of data", "Uses"],
            [.. Described.Datasets.SelectMany(dataset => dataset.Columns.Select(column => (IReadOnlyList<string>)
                [$"{dataset.Id}.{column.Name}", column.Category.Name(), string.Join(", ", column.Uses)]))]),
    ];

    private PageSection Necessity() => new(
        "necessity",
        "(b) Necessity and proportionality",
        [],
        [
            new PageSection(
                "lawfulness",
                "Law",
                new Facts("The law the rule relies on",
                [
                    new Fact("Why it is necessary, as the rule has it", Rule.Law.Necessity),
                    new Fact("Policy document", Rule.Law.PolicyDocument),
                    new Fact("Privacy notice", Rule.Law.Notice),
                    new Fact("Evidence of consent", Rule.Law.ConsentEvidence),
                    new Fact("Accreditation", Rule.Law.Accreditation),
                    new Fact("Approvals to use data again", [.. Rule.ReuseApprovals.Select(approval =>
                        $"{approval.Body} {approval.Reference}, {RuleStanding.Day(approval.From)} to {RuleStanding.Day(approval.To)}, for {string.Join(", ", approval.Purposes)}: {string.Join(", ", approval.Columns)}")]),
                ]),
                new Grid(
                    "Powers, bases and conditions, by the catalogue",
                    ["Id", "Where", "What", "Limits", "How far it was checked"],
                    [.. Rule.Law.Powers.Concat(Rule.Law.Article6).Concat(Rule.Law.Article9).Concat(Rule.Law.Schedule1).Concat(Rule.Law.Article10).Select(LawRow)]),
                new Grid(
                    "Bars, and how the rule clears each",
                    ["Bar", "What it protects", "Cleared by", "Evidence"],
                    [.. Rule.Law.BarsCleared.Select(cleared => (IReadOnlyList<string>)
                        [cleared.Bar, Described.Entry(cleared.Bar)?.What ?? "-", $"{cleared.How}{(cleared.By is { } by ? $" ({by})" : string.Empty)}", cleared.Evidence])])),
            new PageSection(
                "minimisation",
                "Data minimisation",
                new Grid(
                    "Columns the contract has, and columns the rule grants",
                    ["Dataset", ">In the contract", ">Granted", ">Never", ">Granted for linking alone"],
                    [.. Described.Datasets.Select(dataset => (IReadOnlyList<string>)
                    [
                        dataset.Id,
                        dataset.Contract is { } contract ? Number(contract.Columns.Count) : "not known",
                        Number(dataset.Columns.Count(column => column.IsUsed)),
                        Number(dataset.Columns.Count(column => !column.IsUsed)),
                        Number(dataset.Columns.Count(column => column.IsUsed && column.Uses.All(use => use == ColumnUse.Match))),
                    ])])),
            new PageSection(
                "proportionality",
                "Proportionality",
                new ToWrite(Owner, "Whether the purpose could be reached with less data or without linking; what was considered instead and why it was not taken; how the benefit weighs against the intrusion."),
                new ToWrite(Owner, "How people learn of it and use their rights: access, rectification, erasure, objection; how processors are held to it.")),
        ]);

    private PageSection Risks() => new(
        "risks",
        "(c) Risks to the rights and freedoms of people",
        new Paragraph("A program cannot say what this may do to somebody. What follows are facts that bear on it, and no rating."),
        new Facts("Facts that bear on risk",
        [
            new Fact("Special category data that may be used", Described.ColumnsOf(ColumnCategory.SpecialCategory)),
            new Fact("Datasets the law treats in a special way", [.. Described.Datasets.Where(dataset => dataset.Dataset.Subjects.Count > 0).Select(dataset => dataset.Line)]),
            new Fact("Columns nobody has classified at hand", Described.ColumnsOf(ColumnCategory.NotClassified)),
            new Fact("People may be named", Rule.Reidentify.Allowed ? $"Yes, to {string.Join(", ", Rule.Reidentify.Recipients)}" : "No"),
            .. Rule.Trial is { ControlArms.Count: > 0 } trial ? [new Fact("People who go without what is tried", trial.ControlArms)] : Array.Empty<Fact>(),
            new Fact("A pair of records counts as one person from this probability on", Rule.Joins.Count == 0 ? null : Rule.Joins.Min(join => join.MinimumProbability).ToString(CultureInfo.InvariantCulture)),
            new Fact("Law that a lawyer has still to confirm", [.. LawNotSure()]),
            new Fact("Residual risk that people recorded in the rule", Rule.Dpia is { } dpia ? $"{dpia.ResidualRisk}, by {dpia.Reference} version {dpia.Version}" : null),
        ]),
        new Facts("How well records were linked", [new Fact("Accuracy by group", "No run kept any: a run has no truth to hold its links against. Measure it on labelled pairs ('linkage link --labels', '--groups'), and put the result here.")]),
        new ToWrite(Owner, "Each risk: its source, who would be harmed and how, how likely and how severe. Consider at least wrong links (a person taken for another, a person missed) and whether they fall more on some groups; people found by someone who must not find them; use for another purpose; what the selection tells by itself."));

    private PageSection Measures() => new(
        "measures",
        "(d) Measures",
        new Facts("Measures the rule demands",
        [
            new Fact("Disclosure control", Described.DisclosureTerms),
            new Fact("Always left out", Rule.MustExclude),
            new Fact("Conditions", Rule.Conditions),
        ]),
        new Points(
        [
            "Default deny: what no approved rule version permits in full is refused, at Start, before Link and at Release; each decision is kept with every check.",
            "Identifiers and contact details are kept apart from the rest, under keys of this rule and purpose; the same person has another key under another grant.",
            "Queries see only granted columns, in a session that reaches neither files nor the network.",
            "Every release is signed, names its recipient and its end, and can be verified by whoever receives it.",
            "Runs, decisions and releases are recorded in a hash-chained ledger; 'linkage ledger verify' says whether anybody changed it.",
            "A rule that is suspended or revoked stops the next question to the gate, in a run under way too.",
        ]),
        new ToWrite(Owner, "For each risk above: the measure that answers it, what risk remains, and who has accepted that. Measures outside the program: training, access to the recipient's system, contracts, physical security."));

    private PageSection SignOff() => new(
        "advice",
        "Advice and sign-off",
        new Facts("What the rule records",
        [
            new Fact("DPIA", Rule.Dpia is { } dpia ? $"{dpia.Reference} version {dpia.Version}, approved {RuleStanding.Day(dpia.ApprovedOn)}, review by {RuleStanding.Day(dpia.ReviewBy)}" : null),
            new Fact("Advice of the DPO", Rule.Dpia is { } advised ? $"{advised.DpoAdvice} ({RuleStanding.Day(advised.DpoAdvisedOn)})" : null),
            new Fact("Signed by the SIRO", Rule.Dpia?.SiroSignedOn is { } signed ? RuleStanding.Day(signed) : null),
            new Fact("ICO consulted (Art. 36)", Rule.Dpia?.IcoConsultedOn is { } consulted ? RuleStanding.Day(consulted) : null),
            new Fact("Approvals of the rule that count", Counted()),
        ]),
        new ToWrite(Owner, "The views of the people concerned or their representatives (Art. 35(9)), or why they were not sought."));

    private IReadOnlyList<string> Counted() => [.. Approvals.Evaluate(Rule, Sources.Registry.People, Sources.Registry.Catalogue, Sources.Instant).Counted
        .Select(approval => $"{approval.Role}, {RuleStanding.Day(DateOnly.FromDateTime(approval.At.UtcDateTime))}")];

    private IReadOnlyList<string> LawRow(string id) => Described.Entry(id) is { } entry
        ? [id, entry.Where, entry.What, entry.Limits.Text.Length == 0 ? "-" : entry.Limits.Text, $"{CheckedInWords(entry.Confidence)}, {RuleStanding.Day(entry.VerifiedOn)}{(entry.ToConfirm is { } open ? $". To confirm: {open}" : string.Empty)}"]
        : [id, "-", "-", "-", "-"];

    private IEnumerable<string> LawNotSure() => Rule.Law.Powers.Concat(Rule.Law.Article6).Concat(Rule.Law.Article9).Concat(Rule.Law.Schedule1).Concat(Rule.Law.Article10)
        .Where(id => Described.Entry(id) is { NeedsAcknowledgement: true });

    private static string CheckedInWords(Confidence confidence) => confidence switch
    {
        Confidence.high => "Read in the statute or official guidance",
        Confidence.medium => "Read in part",
        _ => "From general knowledge; a lawyer must confirm it",
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
