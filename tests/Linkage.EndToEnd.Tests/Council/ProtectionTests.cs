using System.Globalization;
using System.Text;
using Linkage.Matching.Duck;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.Council;

/// <summary>Who must not be in a released file, judged by the truth of the city and by the sources as they were delivered, and not by anything the run made.</summary>
[Collection(AftermathCollection.Name)]
public sealed class ProtectionTests(City city) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DuckSession _session = DuckSession.Open(new DuckOptions());

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Outreach_HouseholdOfSomeoneUnsafeAtTheSamePlace_IsNotWrittenTo()
    {
        Load();
        Execute(
            """
            CREATE TABLE unsafe_person AS SELECT DISTINCT person_id, household_id FROM record WHERE dataset = 'unsafe-to-contact';
            CREATE TABLE place AS SELECT r.* FROM record AS r SEMI JOIN unsafe_person USING (person_id);
            CREATE TABLE household_member AS
            SELECT DISTINCT r.person_id, p.person_id AS unsafe_id
            FROM record AS r
            JOIN place AS p ON p.household_id = r.household_id
            WHERE (r.uprn = p.uprn) OR (r.postcode = p.postcode AND (r.surname = p.surname OR r.address = p.address))
            """);

        // People on the list, and others of their households: the city has some of both whom the query selects.
        Assert.NotEmpty(Rows("SELECT 1 FROM household_member WHERE person_id <> unsafe_id AND person_id IN (SELECT person_id FROM record WHERE dataset <> 'unsafe-to-contact')"));
        Assert.Empty(Rows("SELECT person_id FROM household_member SEMI JOIN written USING (person_id)"));
        Assert.Empty(Rows("SELECT person_id FROM unsafe_person SEMI JOIN written USING (person_id)"));
    }

    [Fact]
    public void Outreach_ObjectorWithTheSameDateOfBirthAndPlace_IsNotWrittenTo()
    {
        Load();

        Assert.NotEmpty(Rows("SELECT 1 FROM record SEMI JOIN (SELECT person_id FROM record WHERE dataset = 'opt-out') AS o USING (person_id) WHERE dataset <> 'opt-out'"));
        Assert.Empty(Rows(
            """
            SELECT o.person_id
            FROM record AS o
            JOIN record AS r ON r.person_id = o.person_id AND r.dataset <> 'opt-out' AND r.born = o.born AND (r.postcode = o.postcode OR r.uprn = o.uprn)
            SEMI JOIN written ON written.person_id = o.person_id
            WHERE o.dataset = 'opt-out'
            """));
    }

    [Fact]
    public void Outreach_PersonUnderEighteen_IsNotWrittenTo()
    {
        Load();
        var youngest = DateTimeOffset.Parse(City.Instant, CultureInfo.InvariantCulture).AddYears(-18).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        Assert.NotEmpty(Rows($"SELECT 1 FROM record WHERE dataset = 'think-family' AND born > DATE '{youngest}'"));

        // A father and a son of one name at one address are two people, and a letter may be for the father: no name at an address has more letters than grown people.
        Assert.Empty(Rows(
            $"""
            WITH young AS (SELECT DISTINCT person_id FROM record WHERE born > DATE '{youngest}' AND dataset NOT IN ('opt-out', 'unsafe-to-contact'))
            SELECT min(letter)
            FROM addressed
            GROUP BY name, address, postcode
            HAVING count(DISTINCT letter) > count(DISTINCT person_id) FILTER (WHERE person_id NOT IN (FROM young))
            """));
        Assert.True(city.HomesAndMoney.Json().GetProperty("stages")[4].GetProperty("rejectedByReason").GetProperty("UNDER_AGE").GetInt64() > 0);
    }

    [Fact]
    public async Task Families_CellsThatTheWardTableHides_HaveNoRow()
    {
        // A city whose last ward is so small that its cells are hidden, though its rows are enough for k.
        var workspace = _folder.PathOf("small-ward");
        Assert.Equal(0, (await LinkageProcess.RunAsync("synth", "--people", "30000", "--seed", "7", "--out", workspace, "--json")).ExitCode);
        Assert.Equal(0, (await LinkageProcess.RunAsync("keys", "init", "--data", workspace, "--json")).ExitCode);
        await City.ImportAsync(RepositoryPaths.Governance, workspace);
        var run = await city.RunAsync("child-poverty-research", workspace, "--sources", Path.Combine(workspace, "sources"));
        Assert.Equal(0, run.ExitCode);
        Assert.True(run.Json().GetProperty("stages")[4].GetProperty("rejectedByReason").GetProperty("CELL_SUPPRESSED").GetInt64() >= 5);
        var release = City.ReleasesOf(workspace, "child-poverty-research").Single();
        var wards = Node.ReadParquet(Path.Combine(release, "data", "wards.parquet")).Values;
        var families = Node.ReadParquet(Path.Combine(release, "data", "families.parquet")).Values;

        var hidden = wards.Where(r => r["families"].ValueKind == System.Text.Json.JsonValueKind.Null).Select(Cell).ToHashSet();
        Assert.NotEmpty(hidden);
        Assert.NotEmpty(families);
        Assert.Empty(families.Select(Cell).Intersect(hidden));
        Assert.All(families.GroupBy(r => (r["ward_code"].ToString(), r["children_band"].ToString())), g => Assert.Equal(2, g.Select(r => r["in_relative_low_income"].ToString()).Distinct().Count()));

        static (string, string) Cell(Dictionary<string, System.Text.Json.JsonElement> row) => (row["ward_code"].ToString(), row["in_relative_low_income"].ToString());
    }

    // The records of the three sources people are taken from and of the lists, with the person of the truth; and the people who were written to, by the record the letter was addressed from.
    private void Load()
    {
        var sources = city.Sources;
        var files = new (string Dataset, string Read, string Id, string Surname, string Born, string Uprn, string Address, string Postcode, string Name)[]
        {
            ("rent-arrears-panel", Csv("rent_arrears_panel_2026-10.csv", ","), "PANEL_REF", "SURNAME", "DOB", "UPRN", "ADDR", "POSTCODE", "concat_ws(' ', nullif(trim(TITLE), ''), nullif(trim(FORENAME), ''), nullif(trim(SURNAME), ''))"),
            ("food-vouchers", Csv("contact_centre_food_vouchers_202610.csv", "|", CodePagesEncodingProvider.Instance.GetEncoding(1252)), "CaseNumber", "regexp_extract(\"Customer Name\", '[^ ,]+$')", "\"Date of Birth\"", "NULL", "Address", "\"Post Code\"", "\"Customer Name\""),
            ("think-family", Csv("ThinkFamily_List_Oct26.csv", "\\t", Encoding.Unicode), "\"TF ID\"", "\"Last Name\"", "DOB", "UPRN", "Address", "Postcode", "concat_ws(' ', nullif(trim(\"First Name\"), ''), nullif(trim(\"Last Name\"), ''))"),
            ("unsafe-to-contact", Csv("unsafe_to_contact.csv", ","), "REF", "SURNAME", "DOB", "UPRN", "NULL", "POSTCODE", "NULL"),
            ("opt-out", Csv("data_objections.csv", ","), "OBJECTION_ID", "regexp_extract(FULL_NAME, '[^ ,]+$')", "DOB", "UPRN", "NULL", "POSTCODE", "NULL"),
        };
        var records = files.Select(f =>
            $"SELECT '{f.Dataset}' AS dataset, trim({f.Id}) AS record_id, upper(trim({f.Surname})) AS surname, "
            + $"CAST(try_strptime(trim({f.Born}), ['%d/%m/%Y', '%Y-%m-%d']) AS DATE) AS born, nullif(ltrim(trim({f.Uprn}), '0'), '') AS uprn, "
            + $"nullif(upper(trim({f.Address})), '') AS address, nullif(replace(upper({f.Postcode}), ' ', ''), '') AS postcode, trim({f.Name}) AS name FROM {f.Read}");
        var outreach = Path.Combine(City.ReleasesOf(city.Released, "homes-and-money").Single(), "data", "outreach.parquet");
        Execute(
            $"""
            CREATE TABLE record AS
            SELECT r.* REPLACE (CASE WHEN r.postcode LIKE 'ZZZ%' THEN NULL ELSE r.postcode END AS postcode), t.person_id, t.household_id
            FROM ({string.Join(" UNION ALL ", records)}) AS r
            JOIN read_parquet({SqlName.Literal(city.Truth)}) AS t USING (dataset, record_id);
            CREATE TABLE addressed AS
            SELECT o.name, o.address, o.postcode, o.letter, r.person_id
            FROM (SELECT *, row_number() OVER () AS letter FROM read_parquet({SqlName.Literal(outreach)})) AS o
            JOIN record AS r ON upper(trim(o.address)) = r.address AND replace(upper(o.postcode), ' ', '') = r.postcode
              AND (o.name = r.name OR (contains(r.name, ',') AND o.name = trim(split_part(r.name, ',', 2)) || ' ' || trim(split_part(r.name, ',', 1))));
            CREATE TABLE written AS SELECT DISTINCT person_id FROM addressed
            """);
        var letters = _session.Scalar<long>($"SELECT count(*) FROM read_parquet({SqlName.Literal(outreach)})", CancellationToken.None);
        Assert.InRange(_session.Scalar<long>("SELECT count(*) FROM written", CancellationToken.None), letters * 98 / 100, letters * 102 / 100);

        string Csv(string file, string delimiter, Encoding? encoding = null)
        {
            var copy = _folder.PathOf(file);
            File.WriteAllText(copy, File.ReadAllText(Path.Combine(sources, file), encoding ?? Encoding.UTF8));
            return $"read_csv({SqlName.Literal(copy)}, delim = '{delimiter}', header = true, all_varchar = true, quote = '\"', ignore_errors = true, null_padding = true)";
        }
    }

    private void Execute(string sql) => _session.Execute(sql, CancellationToken.None);

    private IReadOnlyList<long> Rows(string sql) => _session.Query(sql, r => Convert.ToInt64(r.GetValue(0), CultureInfo.InvariantCulture), CancellationToken.None);
}
