using System.Globalization;
using Linkage.Synthetic.Membership;
using Linkage.Synthetic.Recording;

namespace Linkage.Synthetic.Tests;

public sealed class VariationsTests(CouncilFixture council) : IClassFixture<CouncilFixture>
{
    public static TheoryData<Variation> Kinds => [.. Enum.GetValues<Variation>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Generate_Variation_OccursAtItsDeclaredRate(Variation kind)
    {
        var counts = council.Summary.Variations.Where(v => v.Kind == kind).ToList();
        var expected = counts.Sum(v => v.Eligible * Rate(v));
        var variance = counts.Sum(v => v.Eligible * Rate(v) * (1 - Rate(v)));
        var applied = counts.Sum(v => v.Applied);

        // The seed is fixed, so this never flickers; five standard deviations catch a wrong wiring, not chance.
        Assert.True(applied > 0, $"{kind} never occurred.");
        Assert.InRange(applied, expected - 5 * Math.Sqrt(variance) - 1, expected + 5 * Math.Sqrt(variance) + 1);
    }

    [Theory]
    [InlineData("rent-arrears-panel", "UPRN = '' AND POSTCODE <> 'ZZZSECUR'", 0.15)]
    [InlineData("rent-arrears-panel", "UPRN IN ('990000000001', '999999999999')", 0.0125)]
    [InlineData("rent-arrears-panel", "DOB = ''", 0.02)]
    [InlineData("rent-arrears-panel", "regexp_matches(FORENAME, '^(Mr|Mrs|Miss|Ms|Dr) ')", 0.01)]
    [InlineData("food-vouchers", "\"Date of Birth\" = ''", 0.10)]
    [InlineData("food-vouchers", "\"Date of Birth\" LIKE '%-01-01'", 0.024)]
    [InlineData("benefits-ctr-hb", "uprn = ''", 0.04)]
    [InlineData("benefits-ctr-hb", "postcode <> '' AND postcode <> 'ZZZSECUR' AND NOT regexp_full_match(postcode, 'AG[0-9]+ [0-9][A-Z]{2}')", 0.04)]
    [InlineData("council-tax", "UPRN = ''", 0.01)]
    [InlineData("unsafe-to-contact", "POSTCODE = 'ZZZSECUR'", 0.4)]
    [InlineData("adult-social-care", "nhs_number IS NULL", 0.06)]
    public void Generate_Files_ShowTheDeclaredShare(string dataset, string condition, double share)
    {
        var rows = council.Count($"SELECT count(*) FROM {CouncilFixture.Table(dataset)}");
        var found = council.Count($"SELECT count(*) FROM {CouncilFixture.Table(dataset)} WHERE {condition}");
        var deviation = Math.Sqrt(rows * share * (1 - share));
        Assert.InRange(found, Math.Max(1, rows * share * 0.9 - 4 * deviation), rows * share * 1.1 + 4 * deviation);
    }

    [Theory]
    [InlineData("food-vouchers", "\"Customer Name\" LIKE '%, %'")]
    [InlineData("food-vouchers", "\"Customer Name\" LIKE 'Mrs %'")]
    [InlineData("food-vouchers", "\"Call Notes\" LIKE '%\"%'")]
    [InlineData("food-vouchers", "\"Call Notes\" LIKE '%|%'")]
    [InlineData("food-vouchers", "\"Call Notes\" LIKE '%' || chr(10) || '%'")]
    [InlineData("council-tax", "LIABLE_NAME LIKE '%/% MR%'")]
    [InlineData("council-tax", "regexp_matches(LIABLE_NAME, '^MRS [A-Z] ')")]
    [InlineData("council-tax", "LIABLE_NAME LIKE '%Ã%' OR LIABLE_NAME LIKE '%Å%' OR LIABLE_NAME LIKE '%È%'")]
    [InlineData("benefits-ctr-hb", "surname LIKE '%?%' OR forenames LIKE '%?%'")]
    [InlineData("dwp-lcf-monthly", "POSTCODE = 'ZZZSECUR'")]
    [InlineData("dwp-lcf-monthly", "CHILDREN = '0' AND YOUNGEST_CHILD_DOB = ''")]
    [InlineData("rent-arrears-panel", "regexp_matches(ADDR, '(Rd|St|Ave|Cl)$')")]
    [InlineData("rent-arrears-panel", "regexp_matches(ADDR, '^(FL |GFF|FFF|[0-9]/)')")]
    [InlineData("think-family", "Gender = 'F'")]
    public void Generate_Files_HoldTheHardCase(string dataset, string condition) =>
        Assert.InRange(council.Count($"SELECT count(*) FROM {CouncilFixture.Table(dataset)} WHERE {condition}"), 1, long.MaxValue);

    [Fact]
    public void Generate_ContractBreakingRows_AreThere()
    {
        Assert.InRange(council.Count("SELECT count(*) FROM \"council-tax\" WHERE try_strptime(LIABLE_FROM, '%d/%m/%Y') IS NULL"), 1, 60);
        Assert.InRange(council.Count("SELECT count(*) FROM \"council-tax\" WHERE ACCOUNT_NO = ''"), 1, 60);
        Assert.InRange(council.Count("SELECT count(*) - count(DISTINCT ACCOUNT_NO) FROM \"council-tax\" WHERE ACCOUNT_NO <> ''"), 1, 60);
    }

    [Fact]
    public void SourcesDocument_Table_RepeatsTheRates()
    {
        var document = File.ReadAllLines(Path.Combine(Repository(), "pipeline/Linkage.Synthetic/SOURCES.md"));
        var rows = document.Where(l => l.StartsWith("| ", StringComparison.Ordinal))
            .Select(l => l.Split('|', StringSplitOptions.TrimEntries))
            .Where(c => c.Length > Sources.Count + 2 && Enum.TryParse<Variation>(c[1], out _))
            .ToDictionary(c => Enum.Parse<Variation>(c[1]), c => c[2..(Sources.Count + 2)]);
        foreach (var kind in Enum.GetValues<Variation>())
        {
            Assert.Equal(
                Sources.All.Select(s => Math.Round(RateTable.Of(s, kind) * 100, 6)),
                rows[kind].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)));
        }
    }

    private static double Rate(VariationCount count) => RateTable.Of(Sources.All.Single(s => Sources.Dataset(s) == count.Dataset), count.Kind);

    private static string Repository()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Linkage.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The repository root was not found.");
        }

        return folder;
    }
}
