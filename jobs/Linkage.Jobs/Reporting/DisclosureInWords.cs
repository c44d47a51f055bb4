using System.Globalization;
using Linkage.Governance.Rules;

namespace Linkage.Jobs.Reporting;

/// <summary>The disclosure terms of a rule as a person reads them: what holds, also where the rule leaves it to the default.</summary>
internal static class DisclosureInWords
{
    private const string NotSaid = ", by default: the rule says nothing else";

    /// <summary>The terms, a line a term.</summary>
    /// <param name="terms">The terms.</param>
    /// <param name="permitsRows">Whether the rule lets pseudonymised rows out, which have terms of their own.</param>
    public static IReadOnlyList<string> Of(DisclosureTerms terms, bool permitsRows) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"Counts below {terms.MinimumCell} people are not shown"),
        string.Create(CultureInfo.InvariantCulture, $"Counts are rounded to the nearest {terms.RoundingBase}"),
        string.Create(CultureInfo.InvariantCulture, $"In rows without names at least {terms.KAnonymity} people share the same details"),
        .. terms.Sums is not { } sums ? Array.Empty<string>() :
        [
            string.Create(CultureInfo.InvariantCulture, $"Sums are not shown where fewer than {terms.MinimumCell} people add to them, where the {sums.Contributors} largest shares are more than {sums.Percent} per cent, or where all but the two largest are less than {sums.PPercent} per cent of the largest"),
            string.Create(CultureInfo.InvariantCulture, $"Sums are rounded to the nearest {sums.RoundingBase}"),
        ],
        .. terms.MaximaBanned ? new[] { terms.Sums is null ? "Tables hold counts only, no value of one person" : "Tables hold counts and sums only, no value of one person" } : [],
        .. permitsRows || terms.Dates is not null
            ? new[] { $"In rows without names columns that are dates are given by the {terms.Dates ?? DisclosureTerms.DatesUnlessSaid} at the finest{(terms.Dates is null ? NotSaid : null)}" }
            : [],
        .. permitsRows || terms.MaximumSuppressedPercent is not null
            ? new[] { string.Create(CultureInfo.InvariantCulture, $"In rows without names columns that have a ladder of coarser steps are made coarser until at most {terms.MaximumSuppressedPercent ?? DisclosureTerms.MaximumSuppressedPercentUnlessSaid} % of people are left out for sharing their details with too few{(terms.MaximumSuppressedPercent is null ? NotSaid : null)}") }
            : [],
    ];
}
