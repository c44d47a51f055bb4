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

    /// <summary>The columns of places; where there is one there is the comparison.</summary>
    internal static IReadOnlyList<string> Columns { get; } = ["uprn", "adr", "pc", "puprn", "usrn"];

    /// <summary>
    /// The comparison over those of the columns uprn, adr, hn, pc, puprn (the parent UPRN: the building of a flat) and usrn (the street) that there are. The levels of
    /// the last two are there only with their columns.
    /// </summary>
    public static Comparison For(IReadOnlySet<string> columns)
    {
        var present = Columns.Where(columns.Contains).ToList();
        var uprn = columns.Contains("uprn");
        var address = columns.Contains("adr");
        var postcode = columns.Contains("pc");
        (LevelTest Test, string Sql) sameAddress = (address, postcode) switch
        {
            (true, true) => (new LevelTest.SameAddress("adr", "hn", "pc"), "(l.adr = r.adr AND (l.pc = r.pc OR l.pc IS NULL OR r.pc IS NULL)) OR (l.hn = r.hn AND l.pc = r.pc)"),
            (true, false) => (new LevelTest.Same("adr"), "l.adr = r.adr"),
            _ => (new LevelTest.Never(), "false"),
        };
        var details = new[] { uprn ? "uprn" : null, address ? "hn" : null }.OfType<string>().ToList();
        var detailMissing = string.Concat(details.Select(c => $" AND (l.{c} IS NULL OR r.{c} IS NULL)"));
        return new Comparison
        {
            Name = Name,
            MissingSql = "(" + string.Join(" AND ", present.Select(c => $"(l.{c} IS NULL OR r.{c} IS NULL)")) + ")",
            Missing = new MissingTest.All(present),
            Levels =
            [
                uprn ? new("same UPRN", .6, .00002, new LevelTest.Same("uprn"), "l.uprn = r.uprn") : None("same UPRN", .6, .00002),
                new("same address", .08, .00002, sameAddress.Test, sameAddress.Sql),
                .. columns.Contains("puprn") ? Also("same parent UPRN", .02, .0002, "puprn") : [],
                postcode
                    ? new("same postcode, no more known", .08, .0005, new LevelTest.SameAlone("pc", details), $"l.pc = r.pc{detailMissing}")
                    : None("same postcode, no more known", .08, .0005),
                postcode ? new("same postcode", .04, .0005, new LevelTest.Same("pc"), "l.pc = r.pc") : None("same postcode", .04, .0005),
                .. columns.Contains("usrn") ? Also("same street", .01, .001, "usrn") : [],
                postcode
                    ? new("same postcode sector", .04, .01, new LevelTest.SameStart("pc", 2), StartSql(2))
                    : None("same postcode sector", .04, .01),
                postcode
                    ? new("same postcode district", .06, .05, new LevelTest.SameStart("pc", 3), StartSql(3))
                    : None("same postcode district", .06, .05),
                new("other", .1, .93896),
            ],
            ExactColumn = uprn ? "uprn" : null,
            HouseholdShare = 1,
            PersonalLevels = 0,
            PresenceColumn = present[0],
        };
    }

    /// <summary>The postcodes without their last characters are the same.</summary>
    internal static string StartSql(int cut) => FormattableString.Invariant($"left(l.pc, length(l.pc) - {cut}) = left(r.pc, length(r.pc) - {cut})");

    private static ComparisonLevel[] Also(string label, double m, double u, string column) => [new(label, m, u, new LevelTest.Same(column), $"l.{column} = r.{column}")];

    private static ComparisonLevel None(string label, double m, double u) => new(label, m, u, new LevelTest.Never(), "false");
}
