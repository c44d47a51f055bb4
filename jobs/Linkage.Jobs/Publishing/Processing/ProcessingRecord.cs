using System.Globalization;
using Linkage.Jobs.Publishing.Pages;
using Linkage.Jobs.Publishing.Rules;

namespace Linkage.Jobs.Publishing.Processing;

/// <summary>The record of processing activities of a controller (UK GDPR Art. 30(1)): an entry for each rule that has a version in force.</summary>
/// <param name="Sources">What it was made from.</param>
/// <param name="Activities">The versions in force, by rule id.</param>
/// <param name="Dormant">Rule ids that have none.</param>
internal sealed record ProcessingRecord(PublishingSources Sources, IReadOnlyList<DescribedRule> Activities, IReadOnlyList<string> Dormant)
{
    /// <summary>What makes the page known as its own.</summary>
    public const string Mark = "linkage publish article30";

    /// <summary>The first column of the table, which makes it known as its own.</summary>
    public const string FirstColumn = "processing_activity";

    private const string Owner = "the IG lead";

    private static readonly IReadOnlyList<string> Security =
    [
        "Identifiers and contact details are kept apart from the rest, and linked under keyed hashes",
        "Keys are kept with owner-only access, and differ for each grant",
        "Queries see granted columns alone, in a session without files and network",
        "Releases are signed; runs, decisions and releases stand in a hash-chained ledger",
        "Rules need two approvers and are checked each time they are used",
    ];

    /// <summary>The record of some sources.</summary>
    public static ProcessingRecord Of(PublishingSources sources)
    {
        var ids = sources.Registry.Rules.Select(rule => rule.Id).Distinct(StringComparer.Ordinal).ToArray();
        return new ProcessingRecord(
            sources,
            [.. ids.Select(sources.InForce).OfType<Governance.Rules.Rule>().Select(rule => DescribedRule.Of(rule, sources))],
            [.. ids.Where(id => sources.InForce(id) is null)]);
    }

    /// <summary>The record as a page.</summary>
    public Page ToPage() => new(
        Mark,
        "Record of processing activities: data linkage",
        [
            "The record that UK GDPR Art. 30(1) asks of a controller, for linkage under the rules of the registry: an entry for each rule, in the version that is in force.",
            "It covers this processing alone. What the registry does not hold is marked as to be written.",
        ],
        Sources.Instant,
        Sources.Provenance,
        [
            .. Activities.Select(Entry),
            new PageSection("dormant", "Rules without a version in force", Dormant.Count == 0 ? new Paragraph("None.") : new Points(Dormant)),
        ]);

    /// <summary>The record as a table, a row an activity.</summary>
    public CsvTable ToTable() => new(
        [
            FirstColumn, "version", "title", "(a) controllers", "(a) processors", "(a) contact details, representative and DPO", "(b) purposes", "(c) categories of data subjects",
            .. ColumnCategories.All.Select(category => $"(c) {category.Name().ToLowerInvariant()}"), "(d) categories of recipients", "(e) transfers to third countries", "(f) time limits for erasure",
            "(g) security measures", "legal powers", "data protection bases", "first day", "last day",
        ],
        [.. Activities.Select(Row)]);

    private static IReadOnlyList<string> Row(DescribedRule activity) =>
    [
        activity.Rule.Id,
        activity.Rule.Version.ToString(CultureInfo.InvariantCulture),
        activity.Rule.Title,
        CsvTable.List(activity.Controllers),
        CsvTable.List(activity.Processors),
        $"To be written by {Owner}",
        CsvTable.List(activity.Purposes.Prepend(activity.Rule.Purpose.Text)),
        CsvTable.List(Subjects(activity)),
        .. ColumnCategories.All.Select(category => CsvTable.List(activity.ColumnsOf(category))),
        CsvTable.List(activity.Recipients),
        $"To be written by {Owner}",
        CsvTable.List(activity.Retention),
        CsvTable.List(Security),
        CsvTable.List(activity.Powers),
        CsvTable.List(activity.Bases),
        activity.Rule.ValidFrom.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        activity.Standing.LastDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    ];

    private static PageSection Entry(DescribedRule activity) => new(
        string.Create(CultureInfo.InvariantCulture, $"{activity.Rule.Id}-v{activity.Rule.Version}"),
        $"{activity.Rule.Title} ({activity.Rule.Name})",
        new Facts($"{activity.Rule.Name}: Art. 30(1)",
        [
            new Fact("(a) Controllers", activity.Controllers),
            new Fact("(a) Processors", activity.Processors),
            new Fact("(b) Purposes", [activity.Rule.Purpose.Text, .. activity.Purposes]),
            new Fact("(c) Categories of data subjects", Subjects(activity)),
            .. ColumnCategories.All
                .Select(category => new Fact($"(c) Categories of personal data: {category.Name().ToLowerInvariant()}", activity.ColumnsOf(category)))
                .Where(fact => fact.Values.Count > 0),
            new Fact("(d) Categories of recipients", activity.Recipients),
            new Fact("(f) Time limits for erasure", activity.Retention),
            new Fact("(g) Technical and organisational security measures", Security),
            new Fact("Legal powers", activity.Powers),
            new Fact("Data protection bases", activity.Bases),
            new Fact("First and last day", $"{RuleStanding.Day(activity.Rule.ValidFrom)} to {RuleStanding.Day(activity.Standing.LastDay)} ({activity.Standing.EndedBy})"),
        ]),
        new ToWrite(Owner, "(a) Names and contact details of the controllers, of any joint controller or representative, and of the data protection officer."),
        new ToWrite(Owner, "(e) Transfers to a third country or an international organisation, with their safeguards, or that there are none: the registry does not say where a recipient's systems stand."));

    private static IReadOnlyList<string> Subjects(DescribedRule activity) =>
        [.. activity.Datasets.Select(dataset => $"People in {dataset.Contract?.Title ?? dataset.Id}"), .. activity.OptOutLists.Select(list => $"People on the list {list}, to be left out")];
}
