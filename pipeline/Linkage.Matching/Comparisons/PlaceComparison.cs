namespace Linkage.Matching.Comparisons;

/// <summary>
/// Where a record says the person lives: UPRN, address and postcode are one piece of evidence, not three, for they come and go together.
/// A place is never evidence about the person by itself.
/// </summary>
public static class PlaceComparison
{
    /// <summary>Level number of "same UPRN" in <see cref="For"/>.</summary>
    public const int SameUprn = 1;

    /// <summary>The name of the comparison.</summary>
    public const string Name = "place";

    private static readonly string[] PlaceColumns = ["uprn", "adr", "pc"];

    /// <summary>The comparison over those of the columns uprn, adr, hn and pc that there are.</summary>
    public static Comparison For(IReadOnlySet<string> columns)
    {
        var present = PlaceColumns.Where(columns.Contains).ToList();
        var uprn = columns.Contains("uprn");
        var address = columns.Contains("adr");
        var postcode = columns.Contains("pc");
        var sameAddress = (address, postcode) switch
        {
            (true, true) => "(l.adr = r.adr AND (l.pc = r.pc OR l.pc IS NULL OR r.pc IS NULL)) OR (l.hn = r.hn AND l.pc = r.pc)",
            (true, false) => "l.adr = r.adr",
            _ => "false",
        };
        var detailMissing = "("
            + (uprn ? "(l.uprn IS NULL OR r.uprn IS NULL) AND " : string.Empty)
            + (address ? "(l.hn IS NULL OR r.hn IS NULL) AND " : string.Empty) + "true)";
        return new Comparison
        {
            Name = Name,
            MissingSql = "(" + string.Join(" AND ", present.Select(c => $"(l.{c} IS NULL OR r.{c} IS NULL)")) + ")",
            Levels =
            [
                new("same UPRN", .6, .00002, uprn ? "l.uprn = r.uprn" : "false"),
                new("same address", .08, .00002, sameAddress),
                new("same postcode, no more known", .08, .0005, postcode ? $"l.pc = r.pc AND {detailMissing}" : "false"),
                new("same postcode", .04, .0005, postcode ? "l.pc = r.pc" : "false"),
                new("same postcode sector", .04, .01, postcode ? "left(l.pc, length(l.pc) - 2) = left(r.pc, length(r.pc) - 2)" : "false"),
                new("same postcode district", .06, .05, postcode ? "left(l.pc, length(l.pc) - 3) = left(r.pc, length(r.pc) - 3)" : "false"),
                new("other", .1, .93896),
            ],
            ExactColumn = uprn ? "uprn" : null,
            HouseholdShare = 1,
            PersonalLevels = 0,
            PresenceColumn = present[0],
        };
    }
}
