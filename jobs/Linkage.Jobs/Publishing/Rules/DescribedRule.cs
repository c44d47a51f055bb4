using System.Globalization;
using Linkage.Governance.Catalogue;
using Linkage.Governance.Rules;
using Linkage.Jobs.Reporting;
using Linkage.Pipeline.Contracts;

namespace Linkage.Jobs.Publishing.Rules;

/// <summary>A rule version with what its names mean: the law by the catalogue, the columns by the data contracts it was approved with.</summary>
/// <param name="Rule">The rule version.</param>
/// <param name="Standing">Where it stands.</param>
/// <param name="Datasets">Its datasets, in the order of the rule.</param>
/// <param name="OptOutLists">The lists whose people are left out, each with its title where the contract is at hand.</param>
internal sealed record DescribedRule(Rule Rule, RuleStanding Standing, IReadOnlyList<DescribedDataset> Datasets, IReadOnlyList<string> OptOutLists)
{
    private LegalCatalogue Catalogue { get; init; } = new([], []);

    /// <summary>Describes a rule version of some sources.</summary>
    public static DescribedRule Of(Rule rule, PublishingSources sources) => new(
        rule,
        RuleStanding.Of(rule, sources.Registry, sources.Instant),
        [.. rule.Datasets.Select(dataset => DescribedDataset.Of(dataset, sources.ContractOf(rule, dataset.Id)))],
        [.. rule.OptOutLists.Select(list => sources.ContractOf(rule, list) is { } contract ? $"{list} ({contract.Title})" : list)])
    {
        Catalogue = sources.Registry.Catalogue,
    };

    /// <summary>Purposes with what their codes mean.</summary>
    public IReadOnlyList<string> Purposes => [.. Rule.Purpose.Codes.Select(code => Catalogue.TryGetPurpose(code, out var purpose) ? $"{code}: {purpose.What}" : code)];

    /// <summary>The entries of the catalogue with these ids; one the catalogue does not have is left as its id.</summary>
    public IReadOnlyList<string> Law(IEnumerable<string> ids) =>
        [.. ids.Select(id => Catalogue.TryGet(id, out var entry) ? $"{id}: {entry.Where}. {entry.What}" : id)];

    /// <summary>The entry of the catalogue with an id, or null.</summary>
    public CatalogueEntry? Entry(string id) => Catalogue.TryGet(id, out var entry) ? entry : null;

    /// <summary>Powers, with where they are written and what they say.</summary>
    public IReadOnlyList<string> Powers => Law(Rule.Law.Powers);

    /// <summary>Bases and conditions of data protection law.</summary>
    public IReadOnlyList<string> Bases => Law(Rule.Law.Article6.Concat(Rule.Law.Article9).Concat(Rule.Law.Schedule1).Concat(Rule.Law.Article10));

    /// <summary>Controllers with what they are.</summary>
    public IReadOnlyList<string> Controllers => Parties(Rule.Controllers);

    /// <summary>Processors with what they are.</summary>
    public IReadOnlyList<string> Processors => Parties(Rule.Processors);

    /// <summary>Recipients: team, body and where they read.</summary>
    public IReadOnlyList<string> Recipients => [.. Rule.Recipients.Select(recipient => $"{recipient.Team} of {recipient.Party}, in {recipient.Environment}")];

    /// <summary>Columns that may be used, of one category, as <c>dataset: column, column</c>.</summary>
    public IReadOnlyList<string> ColumnsOf(ColumnCategory category) => [.. Datasets
        .Select(dataset => (dataset.Id, Columns: dataset.Columns.Where(column => column.IsUsed && column.Category == category).Select(column => column.Name).ToArray()))
        .Where(dataset => dataset.Columns.Length > 0)
        .Select(dataset => $"{dataset.Id}: {string.Join(", ", dataset.Columns)}")];

    /// <summary>What may come out, a line an output.</summary>
    public IReadOnlyList<string> Outputs => [.. Rule.Outputs.Select(output => $"{KindInWords(output)}, {GranularityInWords(output.Granularity)}: {string.Join(", ", output.Columns.Select(ColumnInWords))}")];

    /// <summary>The trial that may be made of the people, a line a term; empty where the rule permits none.</summary>
    public IReadOnlyList<string> Trial => Rule.Trial is not { } trial ? [] :
    [
        $"{trial.Id}: {trial.Text}",
        trial.Assignment == TrialAssignment.Random
            ? $"Arms are given by chance, to {(trial.Unit == TrialUnit.Household ? "households" : "persons")}: {string.Join(", ", trial.Arms.Select(arm => string.Create(CultureInfo.InvariantCulture, $"{arm.Name} ({arm.Share})")))}"
            : $"Arms are given by {trial.Column}: {string.Join("; ", trial.Arms.Select(arm => $"{arm.Name} ({(arm.Values.Count > 0 ? string.Join(", ", arm.Values) : "everybody else")})"))}",
        trial.ControlArms.Count > 0 ? $"People in these arms go without what is tried: {string.Join(", ", trial.ControlArms)}" : "Nobody goes without what is tried",
        .. trial.Strata.Count > 0 ? new[] { $"Counted by {string.Join(", ", trial.Strata)}" } : [],
    ];

    /// <summary>What keeps people from being told from a release, a line a term.</summary>
    public IReadOnlyList<string> DisclosureTerms =>
    [
        .. Rule.Disclosure is not { } terms
            ? new[] { "No counts and no pseudonymised rows may leave" }
            : DisclosureInWords.Of(terms, Rule.Outputs.Any(output => output.Kind == OutputKind.PseudonymisedRows)),
        .. Rule.Reidentify is { Allowed: true } naming
            ? new[]
            {
                $"People may be named to {string.Join(", ", naming.Recipients)}, to be reached by {string.Join(", ", naming.Channels)}",
                naming.MinimumAge is { } age ? string.Create(CultureInfo.InvariantCulture, $"Nobody younger than {age} is named") : "No least age is set for who may be named",
            }
            : ["Nobody may be named"],
        Rule.OptOutLists.Count > 0 ? $"People on these lists are left out: {string.Join(", ", OptOutLists)}" : "No opt-out list applies",
    ];

    /// <summary>How long a release and the copies that were read are kept, in words.</summary>
    public IReadOnlyList<string> Retention =>
    [
        string.Create(CultureInfo.InvariantCulture, $"A release: {Rule.RetentionDays} days, and never longer than the rule permits"),
        .. Datasets.Where(dataset => dataset.Contract is not null).Select(dataset => string.Create(CultureInfo.InvariantCulture, $"What was read of {dataset.Id}: {dataset.Contract!.RetentionDays} days")),
    ];

    private static string KindInWords(RuleOutput output) => output.Kind switch
    {
        OutputKind.Outreach => "Names and contact details, for people to act on",
        OutputKind.PseudonymisedRows => "Rows without names",
        _ when output.Columns.Any(column => column.Role == ColumnRole.Sum) => "Counts and sums",
        _ => "Counts",
    };

    private static string ColumnInWords(RuleOutputColumn column) => column.Role switch
    {
        ColumnRole.Sum => $"{column.Name} (the sum of {string.Join(" and ", column.Sources)})",
        ColumnRole.Ratio => $"{column.Name} ({column.Numerator} divided by {column.Denominator})",
        _ => column.Name,
    };

    private static string GranularityInWords(Granularity granularity) => granularity switch
    {
        Granularity.Row => "one a person",
        Granularity.Household => "one a household",
        Granularity.Uprn => "one a property",
        Granularity.DataZone => "by data zone",
        Granularity.Lsoa => "by lower layer super output area",
        Granularity.Ward => "by ward",
        _ => "for the whole city",
    };

    private static string TypeInWords(PartyType type) => type switch
    {
        PartyType.CentralGovernment => "central government",
        PartyType.SocialLandlord => "social landlord",
        PartyType.NHS => "NHS",
        _ => type.ToString().ToLowerInvariant(),
    };

    private static IReadOnlyList<string> Parties(IEnumerable<Party> parties) =>
        [.. parties.Select(party => $"{party.Id} ({TypeInWords(party.Type)}{(party.ScheduleEntry is { } entry ? $"; {entry}" : string.Empty)})")];
}

/// <summary>A dataset of a rule with its data contract.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Dataset">As the rule has it.</param>
/// <param name="Contract">The contract the rule was approved with, or null when it is not at hand.</param>
/// <param name="Columns">The columns the rule names.</param>
internal sealed record DescribedDataset(string Id, RuleDataset Dataset, DatasetContract? Contract, IReadOnlyList<DescribedColumn> Columns)
{
    /// <summary>Describes a dataset.</summary>
    public static DescribedDataset Of(RuleDataset dataset, DatasetContract? contract) => new(
        dataset.Id,
        dataset,
        contract,
        [.. dataset.Columns.OrderBy(column => column.Key, StringComparer.Ordinal).Select(column => new DescribedColumn(
            column.Key,
            contract?.Columns.FirstOrDefault(known => known.Name == column.Key) is { } known ? ColumnCategories.Of(known.Classification) : ColumnCategory.NotClassified,
            column.Value))]);

    /// <summary>The dataset's title and what the law says of its subjects, in one line.</summary>
    public string Line =>
        $"{Id}{(Contract is null ? string.Empty : $" ({Contract.Title})")}: from {Dataset.Provider}, first collected by {Dataset.Origin}"
        + (Dataset.Subjects.Count == 0 ? string.Empty : $"; held for {string.Join(", ", Dataset.Subjects.Select(SubjectInWords))}");

    private static string SubjectInWords(DatasetSubject subject) => subject switch
    {
        DatasetSubject.Health => "health",
        DatasetSubject.AdultSocialCare => "adult social care",
        DatasetSubject.ChildrensSocialCare => "children's social care",
        DatasetSubject.SocialSecurity => "social security",
        DatasetSubject.CouncilTax => "council tax",
        _ => "the electoral register",
    };
}

/// <summary>A column of a rule.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Category">What kind of data it holds.</param>
/// <param name="Uses">What it may be used for.</param>
internal sealed record DescribedColumn(string Name, ColumnCategory Category, IReadOnlyList<ColumnUse> Uses)
{
    /// <summary>Whether it may be used at all.</summary>
    public bool IsUsed => Uses.Count > 0 && !Uses.Contains(ColumnUse.Never);
}
