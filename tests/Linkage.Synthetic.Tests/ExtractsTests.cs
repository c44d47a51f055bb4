using System.Text.RegularExpressions;

namespace Linkage.Synthetic.Tests;

public sealed partial class ExtractsTests(CouncilFixture council) : IClassFixture<CouncilFixture>
{
    private static readonly Dictionary<string, string> Headers = new()
    {
        ["rent-arrears-panel"] = "PANEL_REF|TENANCY_REF|TITLE|FORENAME|SURNAME|DOB|ADDR|POSTCODE|UPRN|TEL_NO|EMAIL|ARREARS_GBP|WEEKS_IN_ARREARS|PANEL_DATE|TENURE|WARD_CODE",
        ["food-vouchers"] = "CaseNumber|Customer Name|Date of Birth|Address|Post Code|Mobile|Preferred Channel|Voucher Reason|Vouchers Issued|Call Date|Call Notes",
        ["think-family"] = "TF ID|Family ID|First Name|Last Name|DOB|Gender|UPRN|Address|Postcode|Vulnerability Factors|Lead Worker Team|Ward",
        ["council-tax"] = "ACCOUNT_NO|LIABLE_NAME|JOINT_NAME|PROPERTY_ADDRESS|POSTCODE|UPRN|BAND|DISCOUNT_CODE|LIABLE_FROM|BALANCE_GBP",
        ["benefits-ctr-hb"] = "claim_id|nino|surname|forenames|dob|sex|uprn|address|postcode|benefit|weekly_award|household_type|dependants|ward",
        ["adult-social-care"] = "client_id|nhs_number|given_name|family_name|date_of_birth|gender|address|postcode|uprn|primary_support_reason|open_case",
        ["dwp-lcf-monthly"] = "DWP_ID|NINO|SURNAME|FIRST_NAME|DOB|ADDRESS_LINE|POSTCODE|HOUSEHOLD_TYPE|YOUNGEST_CHILD_DOB|CHILDREN|INCOME_BHC|IN_RELATIVE_LOW_INCOME",
        ["gazetteer"] = "LPI_KEY|UPRN|PARENT_UPRN|USRN|LPI_STATUS|SAO|PAO|STREET|LOCALITY|TOWN|POSTCODE|ADDRESS|CLASSIFICATION|WARD_CODE|LSOA_CODE|EASTING|NORTHING",
        ["opt-out"] = "OBJECTION_ID|FULL_NAME|DOB|POSTCODE|UPRN|RECEIVED",
        ["unsafe-to-contact"] = "REF|SURNAME|FORENAME|DOB|UPRN|POSTCODE|REASON_CODE",
        ["truth"] = "dataset|record_id|person_id|household_id|uprn|sex|age|naming|tenure|moved",
    };

    public static TheoryData<string> Datasets => [.. Headers.Keys];

    [Theory]
    [MemberData(nameof(Datasets))]
    public void Generate_Dataset_ParsesInItsDeclaredShape(string dataset)
    {
        var columns = council.Texts($"SELECT column_name FROM duckdb_columns() WHERE table_name = '{dataset}' ORDER BY column_index");
        var file = council.Summary.Files.Single(f => f.Dataset == dataset);

        Assert.Equal(Headers[dataset], string.Join('|', columns));
        Assert.Equal(file.Rows, council.Count($"SELECT count(*) FROM {CouncilFixture.Table(dataset)}"));
        Assert.Equal(file.Bytes, new FileInfo(Path.Combine(council.Folder, file.Name)).Length);
    }

    [Theory]
    [InlineData("rent-arrears-panel", "PANEL_REF")]
    [InlineData("food-vouchers", "CaseNumber")]
    [InlineData("think-family", "TF ID")]
    [InlineData("council-tax", "ACCOUNT_NO")]
    [InlineData("benefits-ctr-hb", "claim_id")]
    [InlineData("adult-social-care", "client_id")]
    [InlineData("dwp-lcf-monthly", "DWP_ID")]
    [InlineData("opt-out", "OBJECTION_ID")]
    [InlineData("unsafe-to-contact", "REF")]
    public void Generate_Truth_HasOneRowForEachRecordId(string dataset, string idColumn)
    {
        var ids = $"SELECT DISTINCT CAST(\"{idColumn}\" AS VARCHAR) AS id FROM {CouncilFixture.Table(dataset)} WHERE coalesce(CAST(\"{idColumn}\" AS VARCHAR), '') <> ''";

        Assert.Equal(council.Count($"SELECT count(*) FROM ({ids})"), council.Count($"SELECT count(*) FROM truth WHERE dataset = '{dataset}'"));
        Assert.Equal(0, council.Count($"SELECT count(*) FROM ({ids}) ANTI JOIN (FROM truth WHERE dataset = '{dataset}') t ON id = t.record_id"));
    }

    [Fact]
    public void Generate_Truth_PointsAtKnownPropertiesAndPeople()
    {
        Assert.Equal(0, council.Count("SELECT count(*) FROM truth ANTI JOIN gazetteer g ON truth.uprn = g.UPRN"));
        Assert.Equal(0, council.Count($"SELECT count(*) FROM truth WHERE person_id NOT BETWEEN 1 AND {CouncilFixture.People}"));
        Assert.Equal(0, council.Count("SELECT count(*) FROM (SELECT person_id FROM truth GROUP BY 1 HAVING count(DISTINCT household_id) > 1)"));
    }

    [Fact]
    public void Generate_Gazetteer_HasValidNumbersAndParents()
    {
        Assert.Equal(0, council.Count("SELECT count(*) FROM gazetteer WHERE NOT regexp_full_match(UPRN, '990[0-9]{9}')"));
        Assert.Equal(0, council.Count("SELECT count(*) FROM gazetteer WHERE NOT regexp_full_match(USRN, '9[0-9]{7}')"));
        Assert.Equal(0, council.Count("SELECT count(*) FROM (FROM gazetteer WHERE PARENT_UPRN <> '') c ANTI JOIN gazetteer p ON c.PARENT_UPRN = p.UPRN"));
        Assert.Equal(0, council.Count("SELECT count(*) - count(DISTINCT LPI_KEY) FROM gazetteer"));
        Assert.Equal(
            council.Count("SELECT count(DISTINCT UPRN) FROM gazetteer"),
            council.Count("SELECT count(*) FROM gazetteer WHERE LPI_STATUS IN ('APPROVED', 'PROVISIONAL')"));
        Assert.Equal(council.Summary.Properties, council.Count("SELECT count(DISTINCT UPRN) FROM gazetteer"));
        Assert.Equal(0, council.Count("SELECT count(*) FROM (FROM gazetteer WHERE PARENT_UPRN <> '') c JOIN (FROM gazetteer WHERE CLASSIFICATION <> 'PP') p ON c.PARENT_UPRN = p.UPRN"));
    }

    [Fact]
    public void Generate_Gazetteer_SpellsOneFlatInSeveralWays()
    {
        var statuses = council.Texts("SELECT DISTINCT LPI_STATUS FROM gazetteer ORDER BY 1");
        var spellings = council.Texts(
            """
            SELECT string_agg(DISTINCT CASE WHEN SAO LIKE 'FLAT %' THEN 'number' WHEN SAO LIKE '%FLOOR FLAT' THEN 'floor' ELSE 'letter' END, '+') AS s
            FROM gazetteer WHERE UPRN IN (SELECT UPRN FROM gazetteer WHERE SAO LIKE '%FLOOR FLAT') GROUP BY UPRN HAVING count(*) = 3 LIMIT 1
            """);

        Assert.Equal(["ALTERNATIVE", "APPROVED", "HISTORICAL", "PROVISIONAL"], statuses);
        Assert.Equal(["floor", "letter", "number"], Assert.Single(spellings).Split('+').Order());
    }

    [Fact]
    public void Generate_Postcodes_FitThePatternInAnUnallocatedArea()
    {
        foreach (var postcode in council.Texts("SELECT DISTINCT POSTCODE FROM gazetteer"))
        {
            Assert.Matches(PostcodePattern(), postcode);
            Assert.StartsWith("AG", postcode, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Generate_PersonalNumbers_AreWellFormedAndClearOfRealOnes()
    {
        const string nino = "^(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]$";
        Assert.All(council.Texts("SELECT NINO FROM \"dwp-lcf-monthly\" WHERE NINO <> ''"), n => Assert.Matches(nino, n));
        var numbers = council.Texts("SELECT nhs_number FROM \"adult-social-care\" WHERE nhs_number IS NOT NULL");
        Assert.All(numbers, n => Assert.Matches("^999[0-9]{7}$", n));
        Assert.InRange(numbers.Count(HasCheckDigit), numbers.Count * 0.97, numbers.Count);
        Assert.InRange(council.Count("SELECT count(*) FROM \"rent-arrears-panel\" WHERE regexp_matches(TEL_NO, '^(072|\\+4472)')"), 1, long.MaxValue);
        Assert.Equal(0, council.Count("SELECT count(*) FROM \"rent-arrears-panel\" WHERE EMAIL <> '' AND NOT regexp_matches(EMAIL, '@example\\.(com|org|net)$')"));
    }

    [Fact]
    public void Generate_Sources_ShareTheSamePeople()
    {
        const string three = "('rent-arrears-panel', 'food-vouchers', 'think-family')";
        var vouchers = council.Count("SELECT count(DISTINCT person_id) FROM truth WHERE dataset = 'food-vouchers'");
        var both = council.Count(
            "SELECT count(*) FROM (SELECT DISTINCT person_id FROM truth WHERE dataset = 'food-vouchers') SEMI JOIN (FROM truth WHERE dataset = 'rent-arrears-panel') USING (person_id)");
        Assert.InRange(both, vouchers * 0.08, vouchers * 0.6);
        foreach (var list in new[] { "opt-out", "unsafe-to-contact" })
        {
            var all = council.Count($"SELECT count(DISTINCT person_id) FROM truth WHERE dataset = '{list}'");
            var clients = council.Count(
                $"SELECT count(*) FROM (SELECT DISTINCT person_id FROM truth WHERE dataset = '{list}') SEMI JOIN (FROM truth WHERE dataset IN {three} OR dataset LIKE 'benefits%') USING (person_id)");
            Assert.InRange(clients, all * 0.5, all * 0.98);
        }

        Assert.InRange(
            council.Count($"SELECT count(DISTINCT person_id) FROM (FROM truth WHERE dataset IN {three}) SEMI JOIN (FROM truth WHERE dataset = 'adult-social-care') USING (person_id)"),
            3,
            400);
    }

    [Theory]
    [InlineData("rent-arrears-panel", 0.030)]
    [InlineData("food-vouchers", 0.020)]
    [InlineData("think-family", 0.015)]
    [InlineData("council-tax", 0.420)]
    [InlineData("benefits-ctr-hb", 0.120)]
    [InlineData("adult-social-care", 0.015)]
    [InlineData("dwp-lcf-monthly", 0.090)]
    [InlineData("opt-out", 0.004)]
    [InlineData("unsafe-to-contact", 0.0015)]
    public void Generate_Dataset_HasTheSizeOfARealOne(string dataset, double perPerson) =>
        Assert.InRange(council.Summary.Files.Single(f => f.Dataset == dataset).Rows / (double)CouncilFixture.People, perPerson * 0.6, perPerson * 1.5);

    private static bool HasCheckDigit(string number)
    {
        var check = (11 - Enumerable.Range(0, 9).Sum(i => (number[i] - '0') * (10 - i)) % 11) % 11;
        return check == number[9] - '0';
    }

    [GeneratedRegex("^[A-PR-UWYZ][A-HK-Y][0-9]{1,2} [0-9][ABD-HJLNP-UW-Z]{2}$")]
    private static partial Regex PostcodePattern();
}
