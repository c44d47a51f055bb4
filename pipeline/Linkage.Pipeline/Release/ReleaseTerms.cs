using Linkage.Governance.Grants;
using Linkage.Governance.Rules;
using Linkage.Pipeline.Projects;

namespace Linkage.Pipeline.Release;

/// <summary>What a release needs to know of its grant.</summary>
internal sealed record ReleaseTerms
{
    internal required string ContentHash { get; init; }

    internal required string RuleId { get; init; }

    internal required int RuleVersion { get; init; }

    internal required string RuleHash { get; init; }

    internal required string Purpose { get; init; }

    internal required IReadOnlyList<string> SuppressionLists { get; init; }

    /// <summary>The approved queries: name and digest.</summary>
    internal required IReadOnlyCollection<(string Name, string Digest)> Selections { get; init; }

    /// <summary>The trial, or null.</summary>
    internal GrantedTrial? Trial { get; init; }

    internal required bool ReidentificationAllowed { get; init; }

    internal required IReadOnlyList<string> ContactColumns { get; init; }

    internal required IReadOnlyList<string> Channels { get; init; }

    /// <summary>Least age in years of a person in an outreach, or null for none.</summary>
    internal int? MinimumAge { get; init; }

    internal required int MinimumCell { get; init; }

    internal required int RoundingBase { get; init; }

    internal required int KAnonymity { get; init; }

    /// <summary>How sums are protected, or null where none may be released.</summary>
    internal SumTerms? Sums { get; init; }

    /// <summary>Largest share of people, in percent, left out of rows because of their group before columns with a ladder are made coarser.</summary>
    internal int MaximumSuppressedPercent { get; init; } = DisclosureTerms.MaximumSuppressedPercentUnlessSaid;

    /// <summary>Dates in rows are at least as coarse.</summary>
    internal LadderStep Dates { get; init; } = LadderStep.Period(DisclosureTerms.DatesUnlessSaid);

    /// <summary>
    /// Fewest different values of a value column in a group of equal quasi-identifiers (l-diversity). With one value, to know that a person is in the group is to know it of
    /// them, however many they are. The same under every rule, and part of no rule file.
    /// </summary>
    internal const int LDiversity = 2;

    internal required string RecipientTeam { get; init; }

    internal required string RecipientEnvironment { get; init; }

    internal required string? Channel { get; init; }

    internal required int RetentionDays { get; init; }

    internal required DateTimeOffset EffectiveEnd { get; init; }

    /// <summary>The sources granted to a column, by output and column name; none for a column the grant does not have.</summary>
    internal required Func<string, string, IReadOnlyList<string>> SourcesOf { get; init; }

    /// <summary>Whether a dataset's column may be output.</summary>
    internal required Func<string, string, bool> PermitsOutput { get; init; }

    /// <summary>Whether a dataset's column may be matched by, and so be held against the least age.</summary>
    internal required Func<string, string, bool> PermitsMatch { get; init; }

    internal static ReleaseTerms Of(Grant grant) => new()
    {
        ContentHash = grant.ContentHash,
        RuleId = grant.RuleId,
        RuleVersion = grant.RuleVersion,
        RuleHash = grant.RuleHash,
        Purpose = grant.Purpose,
        SuppressionLists = grant.SuppressionLists,
        Selections = [.. grant.Selections.Select(s => (s.Name, s.Digest))],
        Trial = grant.Trial,
        ReidentificationAllowed = grant.Reidentification.Allowed,
        ContactColumns = grant.Reidentification.ContactColumns,
        Channels = grant.Reidentification.Channels,
        MinimumAge = grant.Reidentification.MinimumAge,
        MinimumCell = grant.Disclosure?.MinimumCell ?? 0,
        RoundingBase = grant.Disclosure?.RoundingBase ?? 0,
        KAnonymity = grant.Disclosure?.KAnonymity ?? 0,
        Sums = grant.Disclosure?.Sums,
        MaximumSuppressedPercent = grant.Disclosure?.MaximumSuppressedPercent ?? DisclosureTerms.MaximumSuppressedPercentUnlessSaid,
        Dates = LadderStep.Period(grant.Disclosure?.Dates ?? DisclosureTerms.DatesUnlessSaid),
        RecipientTeam = grant.RecipientTeam,
        RecipientEnvironment = grant.RecipientEnvironment,
        Channel = grant.Channel,
        RetentionDays = grant.RetentionDays,
        EffectiveEnd = grant.EffectiveEnd,
        SourcesOf = (output, column) => grant.Outputs.FirstOrDefault(o => o.Name == output)?.Columns.FirstOrDefault(c => c.Name == column)?.Sources ?? [],
        PermitsOutput = (dataset, column) => grant.Permits(dataset, column, ColumnUse.Output),
        PermitsMatch = (dataset, column) => grant.Permits(dataset, column, ColumnUse.Match),
    };
}
