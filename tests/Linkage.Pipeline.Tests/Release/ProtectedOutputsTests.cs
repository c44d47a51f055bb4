using System.Text.Json;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release;

namespace Linkage.Pipeline.Tests.Release;

public sealed class ProtectedOutputsTests : IDisposable
{
    // Of W1 few are T1. Written as a union, for columns of one condition would flow into each other.
    private const string Few = "SELECT person_key, ward_code, tenure FROM rent_arrears_panel WHERE ward_code <> 'W1' "
        + "UNION ALL SELECT person_key, ward_code, tenure FROM rent_arrears_panel WHERE ward_code = 'W1' AND tenure = 'T0' "
        + "UNION ALL SELECT person_key, ward_code, tenure FROM rent_arrears_panel WHERE ward_code = 'W1' AND tenure = 'T1' AND arrears_gbp < 460";

    private static readonly ProjectOutputColumn Ward = new("ward_code", "Dimension", ["rent-arrears-panel.ward_code"]);

    private static readonly ProjectOutputColumn Tenure = new("tenure", "Dimension", ["rent-arrears-panel.tenure"]);

    private readonly ReleaseWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Execute_Rows_LeavesOutGroupsBelowK()
    {
        var released = _world.Release(_world.Request(ReleaseWorld.Rows()));

        // W9 holds four people, in two tenures; ward is a quasi-identifier by its contract and tenure by its role.
        Assert.Equal(4, released.Report.RejectedByReason["BELOW_K"]);
        Assert.Empty(Rows(released, "families", "SELECT 1 FROM t WHERE ward_code = 'W9'", r => r.GetInt32(0)));
        Assert.Empty(Rows(released, "families", "SELECT 1 FROM t GROUP BY ward_code, tenure HAVING count(DISTINCT person_key) < 10", r => r.GetInt32(0)));
        Assert.Equal(596, released.Bundle.Files.Single().Rows);
    }

    // The first character of each ward is W for all: by the table one cell, by the rows eight.
    [Fact]
    public void Execute_RowsByFinerValuesThanATableThatHidesSome_AreRefused()
    {
        var table = ReleaseWorld.WardsByTenure($"SELECT left(ward_code, 1) AS ward_code, tenure, count(*) AS people FROM ({Few}) WHERE ward_code = 'W1' GROUP BY ALL");
        var rows = ReleaseWorld.Families($"SELECT person_key, ward_code FROM ({Few}) WHERE ward_code = 'W1'", Ward);

        var refused = _world.Refuse(_world.Request(rows, table));

        Assert.Equal("DISCLOSURE_FAILED", refused.Code);
        Assert.Contains("could be counted from the rows", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_RowsWithoutK_Refuses()
    {
        var request = _world.Request(ReleaseWorld.Rows());

        Assert.Equal("DISCLOSURE_FAILED", _world.Refuse(request, ReleaseWorld.Terms(request) with { KAnonymity = 1 }).Code);
    }

    [Fact]
    public void Execute_RowsInAnotherOrderOfColumns_Refuses()
    {
        var refused = _world.Refuse(_world.Request(ReleaseWorld.Rows("SELECT person_key, tenure, ward_code FROM rent_arrears_panel")));

        Assert.Equal("OUTPUT_COLUMNS_DIFFER", refused.Code);
        Assert.Contains("tenure, ward_code", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_Counts_AreSuppressedRoundedAndTotalledFromWhatIsShown()
    {
        var released = _world.Release(_world.Request(ReleaseWorld.Wards()));

        var counts = Rows(released, "wards", "SELECT ward_code, people FROM t ORDER BY 1", r => (r.GetString(0), Count: r.IsDBNull(1) ? (long?)null : r.GetInt64(1)));
        Assert.Contains(("W9", null), counts);
        Assert.All(counts.Where(c => c.Count is not null), c => Assert.Equal(0, c.Count!.Value % 5));
        using var statement = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(released.Bundle.Path, "statement.json")));
        var total = statement.RootElement.GetProperty("predicate").GetProperty("files")[0].GetProperty("totals").GetProperty("people").GetInt64();
        Assert.Equal(counts.Sum(c => c.Count ?? 0), total);
    }

    [Fact]
    public void Execute_RowsBesideATable_LeaveOutTheCellsItHides()
    {
        // The table hides them; the rows would tell who.
        var rows = ReleaseWorld.Families($"SELECT person_key, ward_code, tenure FROM ({Few})", Ward, Tenure with { Role = "Value" });
        var table = ReleaseWorld.WardsByTenure($"SELECT ward_code, tenure, count(*) AS people FROM ({Few}) GROUP BY ALL");

        var released = _world.Release(_world.Request(rows, table));

        var hidden = Rows(released, "wards", "SELECT ward_code, tenure FROM t WHERE people IS NULL", r => (r.GetString(0), r.GetString(1)));
        Assert.Contains(("W1", "T1"), hidden);
        Assert.True(released.Report.RejectedByReason["CELL_SUPPRESSED"] > 0);
        var shown = Rows(released, "families", "SELECT DISTINCT ward_code, tenure FROM t", r => (r.GetString(0), r.GetString(1)));
        Assert.NotEmpty(shown);
        Assert.Empty(shown.Intersect(hidden));
        Assert.Empty(Rows(released, "families", "SELECT ward_code FROM t GROUP BY ALL HAVING count(DISTINCT tenure) < 2", r => r.GetString(0)));
        Assert.True(released.Report.Reconciles);
    }

    [Fact]
    public void Execute_RowsWithSomeDimensionsOfATable_LeaveOutTheMarginsItHides()
    {
        var rows = ReleaseWorld.Families($"SELECT person_key, ward_code AS area FROM ({Few})", Ward with { Name = "area" });
        var table = ReleaseWorld.WardsByTenure($"SELECT ward_code, tenure, count(*) AS people FROM ({Few}) GROUP BY ALL");

        var released = _world.Release(_world.Request(rows, table));

        // The column has another name and the same source. A ward in which one cell is hidden beside a shown one would tell it by its rows.
        var told = Rows(
            released, "wards", "SELECT ward_code FROM t GROUP BY ALL HAVING count(*) FILTER (WHERE people IS NULL) > 0 AND (count(people) = 0 OR count(*) - count(people) = 1)", r => r.GetString(0));
        Assert.NotEmpty(told);
        var areas = Rows(released, "families", "SELECT DISTINCT area FROM t", r => r.GetString(0));
        Assert.NotEmpty(areas);
        Assert.Empty(areas.Intersect(told));
    }

    [Fact]
    public void Execute_RowsThatShareNoDimension_StandAsTheyAre()
    {
        var rows = ReleaseWorld.Families("SELECT person_key, tenure FROM rent_arrears_panel", Tenure);

        Assert.DoesNotContain("CELL_SUPPRESSED", _world.Release(_world.Request(rows, ReleaseWorld.Wards())).Report.RejectedByReason.Keys);
    }

    [Fact]
    public void Execute_GroupWithOneValue_IsLeftOut()
    {
        const string sql = "SELECT person_key, ward_code, tenure FROM rent_arrears_panel WHERE ward_code <> 'W2' "
            + "UNION ALL SELECT person_key, ward_code, tenure FROM rent_arrears_panel WHERE ward_code = 'W2' AND tenure = 'T1'";

        var released = _world.Release(_world.Request(ReleaseWorld.Families(sql, Ward, Tenure with { Role = "Value" })));

        Assert.Equal(["W0", "W1", "W3", "W4", "W5", "W6"], Rows(released, "families", "SELECT DISTINCT ward_code FROM t ORDER BY 1", r => r.GetString(0)));
        Assert.InRange(released.Report.RejectedByReason["HOMOGENEOUS_GROUP"], 40, 45);
        Assert.Equal(4, released.Report.RejectedByReason["BELOW_K"]);
        Assert.True(released.Report.Reconciles);
    }

    [Fact]
    public void Execute_GroupWithOneKnownValue_IsLeftOutAndOneOfUnknownsIsNot()
    {
        const string sql = "SELECT person_key, ward_code, nullif(tenure, 'T0') AS tenure FROM rent_arrears_panel WHERE ward_code <> 'W4' "
            + "UNION ALL SELECT person_key, ward_code, nullif(tenure, 'T0') FROM rent_arrears_panel WHERE ward_code = 'W4' AND tenure = 'T0'";

        var released = _world.Release(_world.Request(ReleaseWorld.Families(sql, Ward, Tenure with { Role = "Value" })));

        Assert.Equal([("W4", true)], Rows(released, "families", "SELECT DISTINCT ward_code, tenure IS NULL FROM t", r => (r.GetString(0), r.GetBoolean(1))));
    }

    [Fact]
    public void Execute_CellsOfNobody_StandBesideTheHiddenOnesAndLookAlike()
    {
        // In W1 nobody is T1, in W9 there are four people in two tenures; the query has no row for the first.
        const string sql = "SELECT ward_code, tenure, count(*) AS people FROM (SELECT ward_code, tenure FROM rent_arrears_panel WHERE ward_code <> 'W1' "
            + "UNION ALL SELECT ward_code, tenure FROM rent_arrears_panel WHERE ward_code = 'W1' AND tenure = 'T0') GROUP BY ALL";

        var released = _world.Release(_world.Request(ReleaseWorld.WardsByTenure(sql)));

        Assert.Equal(1, released.Report.WarnedByReason["EMPTY_CELLS_ADDED"]);
        Assert.Equal(
            [("W1", "T1"), ("W9", "T0"), ("W9", "T1")],
            Rows(released, "wards", "SELECT ward_code, tenure FROM t WHERE people IS NULL ORDER BY ALL", r => (r.GetString(0), r.GetString(1))));
        Assert.Equal(16, released.Bundle.Files.Single().Rows);
    }

    [Fact]
    public void Execute_DimensionThatFollowsFromAnother_AddsNoCells()
    {
        const string sql = "SELECT ward_code, CASE WHEN ward_code < 'W4' THEN 'south' ELSE 'north' END AS tenure, count(*) AS people FROM rent_arrears_panel GROUP BY ALL";

        var table = ReleaseWorld.WardsByTenure(sql) with { Columns = [Ward, new("tenure", "Dimension", Ward.Sources), new("people", "Count", [])] };
        var released = _world.Release(_world.Request(table));

        Assert.DoesNotContain("EMPTY_CELLS_ADDED", released.Report.WarnedByReason.Keys);
        Assert.Equal(8, released.Bundle.Files.Single().Rows);
    }

    [Fact]
    public void Execute_OneTotal_IsATableOfOneCell()
    {
        var total = ReleaseWorld.Wards("SELECT count(*) AS people FROM rent_arrears_panel") with { Columns = [new("people", "Count", [])] };

        Assert.Equal([600L], Rows(_world.Release(_world.Request(total)), "wards", "SELECT people FROM t", r => r.GetInt64(0)));
    }

    [Fact]
    public void Execute_TablesInARing_Refuses()
    {
        static ProjectOutput Table(string name, string one, string other) => new(
            name,
            OutputKind.Aggregate,
            "Ward",
            ReleaseWorld.Query($"{name}.sql", $"SELECT {one}, {other}, count(*) AS people FROM (SELECT ward_code AS ward, tenure, arrears_gbp > 700 AS high FROM rent_arrears_panel) GROUP BY ALL"),
            [new(one, "Dimension", Sources(one)), new(other, "Dimension", Sources(other)), new("people", "Count", [])],
            []);
        static string[] Sources(string column) => column == "ward" ? ["rent-arrears-panel.ward_code"] : column == "high" ? ["rent-arrears-panel.arrears_gbp"] : ["rent-arrears-panel.tenure"];

        var refused = _world.Refuse(_world.Request(Table("a", "ward", "tenure"), Table("b", "tenure", "high"), Table("c", "high", "ward")));

        Assert.Equal("DISCLOSURE_FAILED", refused.Code);
        Assert.Contains("a.people, b.people, c.people cross each other in a ring", refused.Message, StringComparison.Ordinal);
        _world.Release(_world.Request(Table("a", "ward", "tenure"), Table("b", "tenure", "high")));
    }

    [Theory]
    [InlineData("SELECT 'W1' AS ward_code, count(*) AS people FROM rent_arrears_panel UNION ALL SELECT 'W1', 50")]
    [InlineData("SELECT ward_code, CAST(count(*) AS DOUBLE) AS people FROM rent_arrears_panel GROUP BY ward_code")]
    [InlineData("SELECT ward_code, NULL::BIGINT AS people FROM rent_arrears_panel GROUP BY ward_code")]
    [InlineData("SELECT ward_code, -5::BIGINT AS people FROM rent_arrears_panel GROUP BY ward_code")]
    public void Execute_CountsThatAreNone_Refuses(string sql) =>
        Assert.Equal("DISCLOSURE_FAILED", _world.Refuse(_world.Request(ReleaseWorld.Wards(sql))).Code);

    private static IReadOnlyList<T> Rows<T>(ReleaseResult.Released released, string output, string sql, Func<System.Data.Common.DbDataReader, T> read) =>
        ReleaseWorld.Read($"WITH t AS (SELECT * FROM read_parquet('{released.Bundle.Path}/data/{output}.parquet')) {sql}", read);
}
