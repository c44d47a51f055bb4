using System.Globalization;
using Linkage.Governance.Rules;
using Linkage.Jobs.Publishing.Pages;
using Linkage.Jobs.Publishing.Rules;
using Linkage.Matching.Training;

namespace Linkage.Jobs.Publishing.Transparency;

/// <summary>
/// An algorithmic transparency record of a matching model under the headings of the UK Algorithmic Transparency Recording Standard (template 4.0). It says what the model
/// file, the rules and the program say; what nobody has written is left empty and says so.
/// </summary>
/// <param name="Sources">What it was made from.</param>
/// <param name="Tool">The model.</param>
/// <param name="Uses">Where rules in force use it.</param>
internal sealed record TransparencyRecord(PublishingSources Sources, MatchingModel Tool, IReadOnlyList<ModelUse> Uses)
{
    /// <summary>What makes the page known as its own.</summary>
    public const string Mark = "linkage publish transparency";

    private const string Owner = "the tool's owner";

    private LinkModel Model => Tool.Model;

    private IReadOnlyList<DescribedRule> Rules => [.. Uses.Select(use => use.Rule).DistinctBy(rule => rule.Rule.Name)];

    private string Sentence =>
        $"Says how likely two records, {Between}, are about one person.";

    private string Between => Tool.Kinds is var (left, right) && left == right ? $"both of {left}" : $"one of {left} and one of {right}";

    /// <summary>The record as a page.</summary>
    public Page ToPage() => new(
        Mark,
        $"Algorithmic transparency record: matching model {Tool.Name}",
        [
            "Under the headings of the UK Algorithmic Transparency Recording Standard, template 4.0, made from the model file, the rules that use it and what the program does. Compare the headings with the current template before it is published.",
            "The marked places are for the owner of the tool to write in; nothing there was made up.",
        ],
        Sources.Instant,
        $"{Sources.Provenance} The model has the SHA-256 {Model.Digest()}.",
        [Metadata(), Overview(), Ownership(), Rationale(), Deployment(), System(), Specification(), Development(), Operation(), Risks()]);

    private PageSection Metadata() => Part(
        "metadata",
        "Metadata",
        Field("0.1", "Title", Said($"Record linkage: matching model {Tool.Name}")),
        Field("0.2", "Organisation name", Open("The organisation that uses the tool.")),
        Field("0.3", "Phase", Open("Idea, design, development, production or retired.")),
        Field("0.4", "Region", Rules.Count == 0 ? Said("No rule in force uses it.") : Said(string.Join(", ", Rules.Select(rule => rule.Rule.Nation.ToString()).Distinct(StringComparer.Ordinal)))),
        Field("0.5", "One sentence description", Said(Sentence)));

    private PageSection Overview() => Part(
        "tier1",
        "Tier 1: overview",
        Field("1.1", "Name", Said($"Linkage, matching model {Tool.Name}")),
        Field("1.2", "Description", Said($"{Sentence} It weighs how well names, dates of birth, addresses and other identifying fields agree. Pairs above a threshold of the rule count as one person, so that services can find people to help, or count them, without each service seeing the other's records."), Purposes()),
        Field("1.3", "Website URL", Open("Where people can read more.")),
        Field("1.4", "Contact email", Open("A mailbox of the responsible team.")));

    private PageSection Ownership() => Part(
        "owner",
        "Tier 2: owner and responsibility",
        Field("2.1.1", "Organisation or department", Rules.Count == 0 ? Open("The organisation or department that is responsible.") : new Points([.. Rules.SelectMany(rule => rule.Controllers).Distinct(StringComparer.Ordinal)])),
        Field("2.1.2", "Team", Open("The team that is responsible for the tool.")),
        Field("2.1.3", "Senior responsible owner", Open("The role of the senior responsible owner.")),
        Field("2.1.4", "Third party involvement", Open("Whether a third party was involved; its name, Companies House number and role, the procurement, and the terms of its access to data.")));

    private static PageSection Rationale() => Part(
        "rationale",
        "Tier 2: description and rationale",
        Field("2.2.1", "Detailed description", new Points(
        [
            "Records are compared only where a rule permits the pair of datasets, and only those that agree on enough to be worth comparing.",
            "Each comparison below has levels, from full agreement to none. A level counts for one person by how much more often it occurs among pairs of one person than among pairs of unrelated people; agreeing on a rare value counts for more.",
            "The weights and how common matches are at all give a probability. Two people of one household are told from one person by the comparisons that a household shares.",
            "The model is frozen: a run uses it as it is and does not learn from the data of that run.",
        ])),
        Field("2.2.2", "Benefits", Open("What is gained by linking, with figures where there are any.")),
        Field("2.2.3", "Previous process", Open("How records were brought together before.")),
        Field("2.2.4", "Alternatives considered", Open("What else was considered, not linking among it.")));

    private PageSection Deployment() => Part(
        "deployment",
        "Tier 2: deployment context",
        Field("2.3.1", "Integration into broader operational process", Used()),
        Field(
            "2.3.2",
            "Human review",
            Said("Pairs the model is unsure of can be given to people ('linkage review'); a link that is used is not looked at by a person unless the owner sees to it."),
            Open("Who reviews what, and what people decide about anybody on the list.")),
        Field("2.3.3", "Frequency and scale of usage", Rules.Count == 0
            ? Said("No rule in force uses it.")
            : new Facts("How often each rule may be run", [.. Rules.Select(rule => new Fact(rule.Rule.Name, [.. rule.Rule.Schedule.Select(schedule => schedule.ToString())]))])),
        Field("2.3.4", "Required training", Open("What those who deploy or use the tool are trained in.")),
        Field("2.3.5", "Appeals and review", Open("How people can have a wrong link put right, and whom they ask.")));

    private PageSection System() => Part(
        "system",
        "Tier 2: tool specification",
        Field("2.4.1.1", "System architecture", Said("A command-line program in C# on .NET, with DuckDB inside it, on a machine of the organisation. Records are linked there and go to no outside service.")),
        Field("2.4.1.2", "System-level input", Used("Datasets compared")),
        Field("2.4.1.3", "System-level output", Rules.Count == 0 ? Said("No rule in force uses it.") : new Points([.. Rules.SelectMany(rule => rule.Outputs.Select(output => $"{rule.Rule.Name}: {output}"))])),
        Field("2.4.1.4", "Maintenance", Open("How often the model is reviewed, and by whom.")),
        Field("2.4.1.5", "Models", Said($"One: {Tool.Name}, for {Between}.")));

    private PageSection Specification() => Part(
        "model",
        "Tier 2: model specification",
        Field("2.4.2.1", "Model name", Said(Tool.Name)),
        Field("2.4.2.2", "Model version", Said(string.Create(CultureInfo.InvariantCulture, $"SHA-256 {Model.Digest()}, file format {Model.Format}, settings {Model.SettingsDigest}."))),
        Field("2.4.2.3", "Model task", Said(Sentence)),
        Field("2.4.2.4", "Model input", Said($"For each pair of records, how well each of these agrees: {string.Join(", ", Model.Comparisons.Select(comparison => comparison.Name))}. A field that a rule does not grant is left out of the weights.")),
        Field("2.4.2.5", "Model output", Said("A probability from 0 to 1 that the two records are about one person."), Thresholds()),
        Field("2.4.2.6", "Model architecture", Said("Probabilistic record linkage after Fellegi and Sunter, with levels of agreement, weights by how rare a value is, and a class of pairs for two people of one household."), Levels()),
        Field(
            "2.4.2.7",
            "Model performance",
            Said("The model file holds no measure of how well it does on people of this organisation."),
            Open("How well it does on a labelled sample ('linkage link --labels'), and by group ('--groups'): names of different origin, ages, areas.")),
        Field("2.4.2.8", "Datasets and their purposes", Said("One, for training; see below.")));

    private PageSection Development() => Part(
        "development",
        "Tier 2: development data specification",
        Field("2.4.3.1", "Development data description", Training(), Open("Which council or synthetic council the pairs came from. The models that come with the program were trained on a synthetic council; nothing in them comes from a real person.")),
        Field("2.4.3.2", "Data modality", Said("Tabular.")),
        Field("2.4.3.3", "Data quantities", Said(string.Create(CultureInfo.InvariantCulture, $"{Model.Counts.Records:N0} records, {Model.Counts.PossiblePairs:N0} possible pairs, of which {Model.Counts.ComparedPairs:N0} were counted and {Model.Counts.LabelledMatches:N0} were known to be one person."))),
        Field("2.4.3.4", "Sensitive attributes", Said($"Compared fields: {string.Join(", ", Model.Comparisons.Select(comparison => comparison.Name))}. The model file holds probabilities and no value of anybody.")),
        Field("2.4.3.5", "Data completeness and representativeness", Open("How far the development data are like the people of this organisation, and who is missing.")),
        Field("2.4.3.6", "Data cleaning", Said("Values are brought to normal forms before they are compared: case, blanks, accents, name families, dates, postcodes.")),
        Field("2.4.3.7", "Data collection", Open("How the development data came about.")),
        Field("2.4.3.8", "Data access and storage", Open("Who may read the development data, and for how long they are kept.")),
        Field("2.4.3.9", "Data sharing agreements", Open("Agreements on the development data, or that there are none.")));

    private PageSection Operation() => Part(
        "operation",
        "Tier 2: operational data specification",
        Field("2.4.4.1", "Data sources", Rules.Count == 0 ? Said("No rule in force uses it.") : new Points([.. Rules.SelectMany(rule => rule.Datasets.Select(dataset => dataset.Line)).Distinct(StringComparer.Ordinal)])),
        Field("2.4.4.2", "Sensitive attributes", Rules.Count == 0
            ? Said("No rule in force uses it.")
            : new Facts("Special category data that may be used, by rule", [.. Rules.Select(rule => new Fact(rule.Rule.Name, rule.ColumnsOf(ColumnCategory.SpecialCategory)))])),
        Field("2.4.4.3", "Data processing methods", Said("Rows are held against the data contract of their source; identifiers are kept apart from the rest; links get keys that differ for each rule and purpose.")),
        Field("2.4.4.4", "Data access and storage", Rules.Count == 0 ? Said("No rule in force uses it.") : new Facts("How long data are kept, by rule", [.. Rules.Select(rule => new Fact(rule.Rule.Name, rule.Retention))])),
        Field("2.4.4.5", "Data sharing agreements", Rules.Count == 0
            ? Said("No rule in force uses it.")
            : new Facts("Agreements, by rule", [.. Rules.Select(rule => new Fact(rule.Rule.Name, rule.Rule.Agreement is { } agreement ? $"{agreement.Reference} version {agreement.Version}" : null))])));

    private PageSection Risks() => Part(
        "risks",
        "Tier 2: risks, mitigations and impact assessments",
        Field("2.5.1", "Impact assessments", Rules.Count == 0
            ? Said("No rule in force uses it.")
            : new Facts("Data protection impact assessments, by rule", [.. Rules.Select(rule => new Fact(rule.Rule.Name, rule.Rule.Dpia is { } dpia ? $"{dpia.Reference} version {dpia.Version}, review by {RuleStanding.Day(dpia.ReviewBy)}" : null))])),
        Field(
            "2.5.2",
            "Risks and mitigations",
            new Points(
            [
                "A wrong link takes one person for another; a missed one leaves a person out. Both may fall more on some groups, by how their names and dates are recorded.",
                "Weights come from how errors occur in the development data; elsewhere they may occur otherwise.",
            ]),
            Open("Further risks, how likely and how severe each is, and what answers it.")));

    private Block Purposes() => Rules.Count == 0
        ? Said("No rule in force uses it.")
        : new Points([.. Rules.Select(rule => $"{rule.Rule.Title} ({rule.Rule.Name}): {rule.Rule.Purpose.Text}")]);

    private Block Used(string caption = "Where rules in force use it") => Uses.Count == 0
        ? Said("No rule in force uses it.")
        : new Grid(caption, ["Rule", "Datasets", "To", "Approved"], [.. Uses.Select(use => (IReadOnlyList<string>)[use.Rule.Rule.Name, Pair(use), use.For, Approved(use)])]);

    private Block Thresholds() => Uses.Count == 0
        ? Said("No rule in force uses it, so that no threshold is set.")
        : new Grid(
            "From which probability on two records count as one person",
            ["Rule", "Datasets", ">Probability at least"],
            [.. Uses.Select(use => (IReadOnlyList<string>)[use.Rule.Rule.Name, Pair(use), use.MinimumProbability.ToString("0.##", CultureInfo.InvariantCulture)])]);

    private Grid Levels() => new(
        "Comparisons and their levels: how often each occurs among pairs of one person (m) and of unrelated people (u), and what it weighs (log2 of m over u)",
        ["Level", "Comparison", ">m", ">u", ">Weight"],
        [.. Model.Comparisons.SelectMany(comparison => comparison.Levels.Select(level => (IReadOnlyList<string>)
            [level.Label, comparison.Name, Share(level.M), Share(level.U), Weight(level.Weight)]))]);

    private Facts Training() => new("Training",
    [
        new Fact("Method", Model.Method == TrainingMethod.Population ? "Expectation-maximisation over every possible pair, with the pairs known to be one person" : "Expectation-maximisation, a session for each training rule"),
        new Fact("Trained", Model.Trained ? "Yes" : "No: there was too little to learn from, and documented defaults stand"),
        new Fact("Settled", Model.Converged ? "Yes" : "No: it was stopped by the number of rounds"),
        new Fact("Rounds", Model.Rounds.ToString(CultureInfo.InvariantCulture)),
        new Fact("Seed", Model.Seed.ToString(CultureInfo.InvariantCulture)),
        new Fact("Expected pairs of one person for each record", Share(Model.MatchesPerRecord)),
        new Fact("Expected pairs of one household for each record", Share(Model.HouseholdPairsPerRecord)),
    ]);

    private static PageSection Part(string id, string title, params IReadOnlyList<PageSection> fields) => new(id, title, [], fields);

    private static PageSection Field(string number, string title, params IReadOnlyList<Block> blocks) => new($"field-{number.Replace('.', '-')}", $"{number} {title}", blocks);

    private static Paragraph Said(string text) => new(text);

    private static ToWrite Open(string what) => new(Owner, what);

    private string Approved(ModelUse use) => use.Rule.Rule.Models.GetValueOrDefault(ModelPin.PairOf(use.Left, use.Right)) switch
    {
        null => "no model; the rule permits no run",
        var approved when approved == Model.Digest() => "this model",
        _ => "another model; under this one the rule permits no run",
    };

    private static string Pair(ModelUse use) => use.Left == use.Right ? $"{use.Left}, within itself" : $"{use.Left} and {use.Right}";

    // Without the sign of a zero.
    private static string Weight(double weight) => (Math.Round(weight, 1) + 0.0).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Share(double share) => share is > 0 and < 0.0001 ? share.ToString("0.0e-0", CultureInfo.InvariantCulture) : share.ToString("0.0000", CultureInfo.InvariantCulture);
}
