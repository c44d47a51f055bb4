using System.Text.Json;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Release;

/// <summary>Releases of rows with ladders and dates, alone and one after the other.</summary>
public sealed class GeneralisationTests : IDisposable
{
    // Six hundred people owe 401 to 1000 pounds, each another sum; the day differs for each as well.
    private const string Debts = "SELECT person_key, CAST(arrears_gbp AS INTEGER) AS debt, tenure FROM rent_arrears_panel";
    private const string Days = "SELECT person_key, DATE '1990-01-01' + 5 * CAST(arrears_gbp AS INTEGER) AS since, tenure FROM rent_arrears_panel";
    private const string Everybody = "true";

    private static readonly string[] Arrears = ["rent-arrears-panel.arrears_gbp"];

    private readonly ReleaseWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Execute_DateWithoutALadder_IsGivenByTheMonthAndCounted()
    {
        var released = Release(ReleaseWorld.Families("SELECT person_key, DATE '1990-01-31' + CAST(i % 2 AS INTEGER) AS since FROM (SELECT *, CAST(arrears_gbp AS INTEGER) AS i FROM rent_arrears_panel)", Since()));

        Assert.Equal(["1990-01", "1990-02"], Read(released, "SELECT DISTINCT since FROM t ORDER BY 1"));
        Assert.Equal(released.Report.Kept, released.Report.WarnedByReason["DATES_COARSENED"]);
        Assert.DoesNotContain("GENERALISED", released.Report.WarnedByReason.Keys);
    }

    [Theory]
    [InlineData("day", "TIMESTAMP", "VARCHAR", "1990-01-31")]
    [InlineData("day", "DATE", "DATE", "1990-01-31")]
    [InlineData("quarter", "TIMESTAMP", "VARCHAR", "1990-Q1")]
    [InlineData("year", "DATE", "VARCHAR", "1990")]
    public void Execute_RuleThatSaysHowCoarseDatesAre_IsFollowed(string detail, string type, string inFile, string value)
    {
        var request = _world.Request(ReleaseWorld.Families($"SELECT person_key, CAST('1990-01-31' AS {type}) AS since FROM rent_arrears_panel", Since()));
        var released = _world.Release(request, ReleaseWorld.Terms(request) with { Dates = LadderStep.Period(detail) });

        Assert.Equal([$"{inFile} {value}"], Read(released, "SELECT DISTINCT typeof(since) || ' ' || since FROM t"));
        Assert.Equal(inFile == "VARCHAR", released.Report.WarnedByReason.ContainsKey("DATES_COARSENED"));
    }

    [Fact]
    public void Execute_ValueOfDates_IsCoarsenedBeforeItIsJudgedForHavingTwoValues()
    {
        // Two days of one month are one value in the file.
        var released = Release(ReleaseWorld.Families(
            "SELECT person_key, ward_code, DATE '1990-01-01' + CAST(arrears_gbp AS INTEGER) % 2 AS since FROM rent_arrears_panel",
            new("ward_code", "Dimension", ["rent-arrears-panel.ward_code"]),
            new("since", "Value", Arrears)));

        Assert.Equal(0, released.Report.Kept);
        Assert.True(released.Report.RejectedByReason["HOMOGENEOUS_GROUP"] > 500);
    }

    [Fact]
    public void Execute_RowsWithALadder_KeepWhomRowsWithoutLeaveOut()
    {
        var bare = Release(ReleaseWorld.Families(Debts, new("debt", "Dimension", Arrears), Tenure));
        using var other = new ReleaseWorld();
        var banded = Release(other, ReleaseWorld.Families(Debts, Debt(5, 10, 20, 100), Tenure));

        Assert.Equal(0, bare.Report.Kept);
        Assert.True(banded.Report.Kept >= 570, $"{banded.Report.Kept}");
        Assert.Equal(banded.Report.Kept, banded.Report.WarnedByReason["GENERALISED"]);
        Assert.Contains("500 to 509", Read(banded, "SELECT DISTINCT debt FROM t"));
        Assert.Empty(Read(banded, "SELECT debt FROM t GROUP BY debt HAVING count(DISTINCT person_key) < 10 OR count(DISTINCT tenure) < 2"));
        Assert.True(banded.Report.Reconciles);
    }

    [Fact]
    public void Execute_RowsWithALadder_SayHowCoarseTheyAreInEveryPlace()
    {
        var released = Release(ReleaseWorld.Families(Debts, Debt(5, 10, 20, 100), Tenure));
        using var statement = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(released.Bundle.Path, "statement.json")));
        using var package = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(released.Bundle.Path, "datapackage.json")));

        Assert.Empty(Problems(statement, "release-statement.schema.json"));
        Assert.Empty(Problems(package, "datapackage.schema.json"));
        var generalisation = statement.RootElement.GetProperty("predicate").GetProperty("files")[0].GetProperty("generalisation");
        var column = generalisation.GetProperty("columns")[0];
        Assert.Equal(("debt", "width 10", 2, 5), (column.GetProperty("name").GetString(), column.GetProperty("step").GetString(), column.GetProperty("level").GetInt32(), column.GetProperty("height").GetInt32()));
        Assert.Equal((0.4, 3, 6), (generalisation.GetProperty("loss").GetDouble(), generalisation.GetProperty("nodesTried").GetInt32(), generalisation.GetProperty("nodes").GetInt32()));
        var field = package.RootElement.GetProperty("resources")[0].GetProperty("schema").GetProperty("fields")[1];
        Assert.Equal("width 10", field.GetProperty("step").GetString());
        Assert.EndsWith("Given as a band of 10 whole numbers, as in 0 to 9.", field.GetProperty("description").GetString(), StringComparison.Ordinal);
        var page = File.ReadAllText(Path.Combine(released.Bundle.Path, "quality.html"));
        Assert.Contains("width 10", page, StringComparison.Ordinal);
        Assert.Contains("3 of 6 combinations were tried", page, StringComparison.Ordinal);
        Assert.Equal(["width 10"], ReleaseWorld.Read($"SELECT decode(value) FROM parquet_kv_metadata('{released.Bundle.Path}/data/families.parquet') WHERE decode(key) = 'linkage.step.debt'", r => r.GetString(0)));
    }

    [Fact]
    public void Execute_LaterReleaseWithMorePeople_IsNotFiner()
    {
        var first = Make(0, "i % 5 = 0", ReleaseWorld.Families(Debts, Debt(5, 20, 100), Tenure));
        var second = Make(1, Everybody, ReleaseWorld.Families(Debts, Debt(5, 20, 100), Tenure));
        using var other = new ReleaseWorld();
        var alone = Make(other, 1, Everybody, ReleaseWorld.Families(Debts, Debt(5, 20, 100), Tenure));

        Assert.Equal(["width 100"], StepsOf(first));
        Assert.Equal(["width 20"], StepsOf(alone));
        Assert.Equal(["width 100"], StepsOf(second));

        // Who has both files joins them by the key: people who look alike in both are never too few.
        var joined = ReleaseWorld.Read(
            $"SELECT count(*) FROM read_parquet('{first.Bundle.Path}/data/families.parquet') a JOIN read_parquet('{second.Bundle.Path}/data/families.parquet') b USING (person_key) GROUP BY a.debt, b.debt",
            r => r.GetInt64(0));
        Assert.NotEmpty(joined);
        Assert.All(joined, people => Assert.True(people >= 10));
    }

    [Fact]
    public void Execute_AnotherLadderThanBefore_IsHeldAgainstWhatWasGiven()
    {
        Make(0, Everybody, ReleaseWorld.Families(Debts, Debt(20, 100), Tenure));

        // Bands of 30 cut across those of 20; bands of 40 do not, and neither does a column of another name.
        Assert.Equal(["any"], StepsOf(Make(1, Everybody, ReleaseWorld.Families(Debts, Debt(30), Tenure))));
        using var other = new ReleaseWorld();
        Make(other, 0, Everybody, ReleaseWorld.Families(Debts, Debt(20, 100), Tenure));
        Assert.Equal(["width 40"], StepsOf(Make(other, 1, Everybody, ReleaseWorld.Families(Debts.Replace("debt", "owed", StringComparison.Ordinal), Debt(10, 40) with { Name = "owed" }, Tenure))));
    }

    [Fact]
    public void Execute_LadderTakenAway_IsRefused()
    {
        Make(0, Everybody, ReleaseWorld.Families(Debts, Debt(20, 100), Tenure));

        var refused = _world.Refuse(_world.InMonth(1, Everybody, _world.Request(ReleaseWorld.Families(Debts, new("debt", "Dimension", Arrears), Tenure))));

        Assert.Equal("DISCLOSURE_FAILED", refused.Code);
        Assert.Contains("'width 20'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_EarlierReleaseWithoutLadders_HindersNothing()
    {
        Make(0, Everybody, ReleaseWorld.Rows());

        Assert.Equal(["width 20"], StepsOf(Make(1, Everybody, ReleaseWorld.Families(Debts, Debt(5, 20, 100), Tenure))));
        var kept = Directory.GetDirectories(Path.Combine(_world.Store.FolderOf(Zone.Identity), "earlier_releases")).Select(d => File.Exists(Path.Combine(d, "steps.json.sealed"))).Order();
        Assert.Equal([false, true], kept);
    }

    [Fact]
    public void Execute_CellThatATableHides_IsLeftOutByTheValueAsItWas()
    {
        const string Few = "SELECT person_key, ward_code, tenure FROM rent_arrears_panel WHERE ward_code <> 'W1' "
            + "UNION ALL SELECT person_key, ward_code, tenure FROM rent_arrears_panel WHERE ward_code = 'W1' AND tenure = 'T0' "
            + "UNION ALL SELECT person_key, ward_code, tenure FROM rent_arrears_panel WHERE ward_code = 'W1' AND tenure = 'T1' AND arrears_gbp < 460";
        var rows = ReleaseWorld.Families(
            $"SELECT person_key, ward_code, tenure FROM ({Few})",
            new("ward_code", "Dimension", ["rent-arrears-panel.ward_code"]) { Generalise = new GeneralisationLadder(LadderKind.Prefixes, [new LadderStep(LadderKind.Prefixes, 1)]) },
            Tenure);
        var table = ReleaseWorld.WardsByTenure($"SELECT ward_code, tenure, count(*) AS people FROM ({Few}) GROUP BY ALL");
        var request = _world.Request(rows, table);

        // With so large a k every ward has to be made coarser.
        var released = _world.Release(request, ReleaseWorld.Terms(request) with { KAnonymity = 100 });

        Assert.Equal(["W*"], Read(released, "SELECT DISTINCT ward_code FROM t"));
        Assert.True(released.Report.RejectedByReason["CELL_SUPPRESSED"] > 0);
        using var other = new ReleaseWorld();
        Assert.Equal(released.Report.RejectedByReason["CELL_SUPPRESSED"], other.Release(other.Request(rows with { Columns = [.. rows.Columns.Select(c => c with { Generalise = null })] }, table)).Report.RejectedByReason["CELL_SUPPRESSED"]);
    }

    [Theory]
    [InlineData("true", 1_000, 0, "as it is")]
    [InlineData("arrears_gbp < 0", 10, 0, "as it is")]
    [InlineData("arrears_gbp <= 415", 10, 15, "any")]
    public void Execute_OddTables_AreGivenAsFineAsTheyMayBe(string condition, int k, long kept, string step)
    {
        var request = _world.Request(ReleaseWorld.Families($"{Debts} WHERE {condition}", Debt(5), Tenure));
        var released = _world.Release(request, ReleaseWorld.Terms(request) with { KAnonymity = k });

        Assert.Equal(kept, released.Report.Kept);
        Assert.Equal([step], StepsOf(released));
    }

    [Fact]
    public void Execute_EverybodyEqual_StaysAsItIs()
    {
        var released = Release(ReleaseWorld.Families("SELECT person_key, 7 AS debt, tenure FROM rent_arrears_panel", Debt(5), Tenure));

        Assert.Equal(["7"], Read(released, "SELECT DISTINCT debt FROM t"));
        Assert.DoesNotContain("GENERALISED", released.Report.WarnedByReason.Keys);
    }

    [Theory]
    [InlineData("SELECT person_key, ward_code, 'note ' || arrears_gbp AS tenure FROM rent_arrears_panel", true)]
    [InlineData("SELECT person_key, ward_code, 'note ' || (CAST(arrears_gbp AS INTEGER) // 2) AS tenure FROM rent_arrears_panel", false)]
    [InlineData("SELECT person_key, ward_code, 'note ' || arrears_gbp AS tenure FROM rent_arrears_panel WHERE arrears_gbp <= 420 AND ward_code IN ('W1', 'W2')", false)]
    public void Execute_TextThatMostHaveForThemselves_IsRefusedAsFreeText(string sql, bool isRefused)
    {
        var request = _world.Request(ReleaseWorld.Families(sql, new("ward_code", "Dimension", ["rent-arrears-panel.ward_code"]), new("tenure", "Value", ["rent-arrears-panel.tenure", "rent-arrears-panel.arrears_gbp"])));
        var result = _world.Execute(request, ReleaseWorld.Terms(request) with { KAnonymity = 2 });

        Assert.Equal(isRefused, result is ReleaseResult.Refused { Code: "DISCLOSURE_FAILED" } refused && refused.Message.Contains("free text", StringComparison.Ordinal));
        Assert.Equal(!isRefused, result is ReleaseResult.Released);
    }

    [Fact]
    public void Execute_LadderThatDoesNotFit_IsRefused()
    {
        var dates = new GeneralisationLadder(LadderKind.Dates, [LadderStep.Period("year")]);
        var wide = Enumerable.Range(0, 6).Select(i => Debt(2, 4, 8, 16) with { Name = $"d{i}" }).ToArray();
        var manyDebts = $"SELECT person_key, {string.Join(", ", wide.Select(c => $"1 AS {c.Name}"))} FROM rent_arrears_panel";

        var ofType = _world.Refuse(_world.Request(ReleaseWorld.Families(Debts, Debt(5) with { Generalise = dates }, Tenure)));
        var ofValue = _world.Refuse(_world.Request(ReleaseWorld.Families(Debts, Debt(5) with { Role = "Value" }, Tenure)));
        var tooMany = _world.Refuse(_world.Request(ReleaseWorld.Families(manyDebts, wide)));

        Assert.All([ofType, ofValue, tooMany], refused => Assert.Equal("DISCLOSURE_FAILED", refused.Code));
        Assert.Contains("has the type INTEGER", ofType.Message, StringComparison.Ordinal);
        Assert.Contains("are not grouped by the column debt", ofValue.Message, StringComparison.Ordinal);
        Assert.Contains("46656 combinations", tooMany.Message, StringComparison.Ordinal);
    }

    private static ProjectOutputColumn Tenure { get; } = new("tenure", "Value", ["rent-arrears-panel.tenure"]);

    private static ProjectOutputColumn Since() => new("since", "Dimension", Arrears);

    private static ProjectOutputColumn Debt(params int[] widths) =>
        new("debt", "Dimension", Arrears) { Generalise = new GeneralisationLadder(LadderKind.Widths, [.. widths.Select(w => new LadderStep(LadderKind.Widths, w))]) };

    private ReleaseResult.Released Release(ProjectOutput output) => Release(_world, output);

    private static ReleaseResult.Released Release(ReleaseWorld world, ProjectOutput output) => world.Release(world.Request(output));

    private ReleaseResult.Released Make(int month, string who, ProjectOutput output) => Make(_world, month, who, output);

    private static ReleaseResult.Released Make(ReleaseWorld world, int month, string who, ProjectOutput output) => world.Release(world.InMonth(month, who, world.Request(output)));

    private static List<string?> StepsOf(ReleaseResult.Released released)
    {
        using var statement = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(released.Bundle.Path, "statement.json")));
        return [.. statement.RootElement.GetProperty("predicate").GetProperty("files")[0].GetProperty("generalisation").GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("step").GetString())];
    }

    private static IReadOnlyList<string> Problems(JsonDocument document, string name)
    {
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RepositoryPaths.Formats, name)));
        return SchemaCheck.Of(document.RootElement, schema.RootElement);
    }

    private static IReadOnlyList<string> Read(ReleaseResult.Released released, string sql) =>
        ReleaseWorld.Read($"WITH t AS (SELECT * FROM read_parquet('{released.Bundle.Path}/data/families.parquet')) {sql}", r => r.GetString(0));
}
