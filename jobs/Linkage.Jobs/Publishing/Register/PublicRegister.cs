using System.Globalization;
using Linkage.Governance.Rules;
using Linkage.Jobs.Publishing.Pages;
using Linkage.Jobs.Publishing.Rules;

namespace Linkage.Jobs.Publishing.Register;

/// <summary>The public register: every rule version that is or was approved. It has no field for a person.</summary>
/// <param name="Sources">What it was made from.</param>
/// <param name="Rules">The rule versions, those in force first, then by id and version.</param>
internal sealed record PublicRegister(PublishingSources Sources, IReadOnlyList<DescribedRule> Rules)
{
    /// <summary>What makes the page known as its own.</summary>
    public const string Mark = "linkage publish register";

    /// <summary>The first column of the table, which makes it known as its own.</summary>
    public const string FirstColumn = "register_entry";

    /// <summary>The register of some sources.</summary>
    public static PublicRegister Of(PublishingSources sources) => new(
        sources,
        [.. sources.Registry.Rules
            .Select(rule => DescribedRule.Of(rule, sources))
            .Where(rule => rule.Standing.WasApproved)
            .OrderByDescending(rule => IsLive(rule))
            .ThenBy(rule => rule.Rule.Id, StringComparer.Ordinal)
            .ThenBy(rule => rule.Rule.Version)]);

    /// <summary>The register as a page.</summary>
    public Page ToPage() => new(
        Mark,
        "Register of data linkage rules",
        [
            "Every rule under which records about people may be linked: who is responsible, for what purpose, under which law, for how long, which data are used, and what may leave. Rules that no longer permit anything stay here and say so.",
            "A rule permits only what it lists. This register holds no data about the people whose records are linked, and does not name the people who wrote or approved a rule.",
        ],
        Sources.Instant,
        Sources.Provenance,
        [
            new PageSection("overview", "Overview", Overview()),
            .. Part("live", "Rules that are in force or will be", Rules.Where(IsLive)),
            .. Part("ended", "Rules that no longer permit anything", Rules.Where(rule => !IsLive(rule))),
        ]);

    /// <summary>The register as a table, a row a rule version.</summary>
    public CsvTable ToTable() => new(
        [
            FirstColumn, "rule", "version", "title", "status", "in_force", "nation", "controllers", "processors", "recipients", "purposes", "purpose_text", "never_for", "powers", "data_protection_bases",
            "privacy_notice", "first_day", "last_day", "ended_by", "release_kept_days", "datasets", .. ColumnCategories.All.Select(category => category.Name().ToLowerInvariant().Replace(' ', '_')),
            "outputs", "disclosure_terms",
        ],
        [.. Rules.Select(Row)]);

    private static IReadOnlyList<string> Row(DescribedRule described)
    {
        var rule = described.Rule;
        return
        [
            rule.Name, rule.Id, rule.Version.ToString(CultureInfo.InvariantCulture), rule.Title, described.Standing.Words, described.Standing.IsInForce ? "yes" : "no", rule.Nation.ToString(),
            CsvTable.List(described.Controllers), CsvTable.List(described.Processors), CsvTable.List(described.Recipients),
            CsvTable.List(rule.Purpose.Codes), rule.Purpose.Text, CsvTable.List(rule.Purpose.IncompatibleWith), CsvTable.List(described.Powers), CsvTable.List(described.Bases),
            rule.Law.Notice, Iso(rule.ValidFrom), Iso(described.Standing.LastDay), described.Standing.EndedBy, rule.RetentionDays.ToString(CultureInfo.InvariantCulture),
            CsvTable.List(described.Datasets.Select(dataset => dataset.Line)), .. ColumnCategories.All.Select(category => CsvTable.List(described.ColumnsOf(category))),
            CsvTable.List(described.Outputs), CsvTable.List(described.DisclosureTerms),
        ];
    }

    private static bool IsLive(DescribedRule rule) => rule.Standing.Status == RuleStatus.Approved;

    private IReadOnlyList<Block> Overview() => Rules.Count == 0
        ? [new Paragraph("No rule is or was approved.")]
        :
        [
            new Grid(
                "Every rule version that is or was approved",
                ["Rule", "Title", "Status", "First day", "Last day"],
                [.. Rules.Select(rule => (IReadOnlyList<string>)[rule.Rule.Name, rule.Rule.Title, rule.Standing.Words, RuleStanding.Day(rule.Rule.ValidFrom), RuleStanding.Day(rule.Standing.LastDay)])]),
        ];

    private static IEnumerable<PageSection> Part(string id, string title, IEnumerable<DescribedRule> rules)
    {
        var entries = rules.Select(Entry).ToArray();
        return entries.Length == 0 ? [] : [new PageSection(id, title, [], entries)];
    }

    private static PageSection Entry(DescribedRule described)
    {
        var rule = described.Rule;
        return new PageSection(
            string.Create(CultureInfo.InvariantCulture, $"{rule.Id}-v{rule.Version}"),
            $"{rule.Title} ({rule.Name})",
            new Facts(
                $"{rule.Name}: who, why and for how long",
                [
                    new Fact("Status", described.Standing.Words),
                    new Fact("Controllers", described.Controllers),
                    new Fact("Processors", described.Processors),
                    new Fact("Recipients", described.Recipients),
                    new Fact("Purpose", [rule.Purpose.Text, .. described.Purposes]),
                    new Fact("Never to be used for", rule.Purpose.IncompatibleWith),
                    new Fact("Legal powers", described.Powers),
                    new Fact("Data protection bases", described.Bases),
                    new Fact("Privacy notice", rule.Law.Notice),
                    new Fact("First day", RuleStanding.Day(rule.ValidFrom)),
                    new Fact("Last day", $"{RuleStanding.Day(described.Standing.LastDay)}: {described.Standing.EndedBy}"),
                    new Fact("Kept for", described.Retention),
                ]),
            new Facts(
                $"{rule.Name}: which data",
                [
                    new Fact("Sources", [.. described.Datasets.Select(dataset => dataset.Line)]),
                    .. ColumnCategories.All
                        .Select(category => new Fact(category.Name(), described.ColumnsOf(category)))
                        .Where(fact => fact.Values.Count > 0 || fact.Name != ColumnCategory.NotClassified.Name()),
                ]),
            new Facts($"{rule.Name}: what may leave", [new Fact("Outputs", described.Outputs), .. described.Trial.Count > 0 ? [new Fact("Trial", described.Trial)] : Array.Empty<Fact>(), new Fact("Disclosure", described.DisclosureTerms)]));
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
