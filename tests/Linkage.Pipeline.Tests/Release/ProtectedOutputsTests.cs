using System.Text.Json;
using Linkage.Pipeline.Release;

namespace Linkage.Pipeline.Tests.Release;

public sealed class ProtectedOutputsTests : IDisposable
{
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

    [Theory]
    [InlineData("SELECT 'W1' AS ward_code, count(*) AS people FROM rent_arrears_panel UNION ALL SELECT 'W1', 50")]
    [InlineData("SELECT ward_code, CAST(count(*) AS DOUBLE) AS people FROM rent_arrears_panel GROUP BY ward_code")]
    [InlineData("SELECT ward_code, NULL::BIGINT AS people FROM rent_arrears_panel GROUP BY ward_code")]
    [InlineData("SELECT ward_code, -5::BIGINT AS people FROM rent_arrears_panel GROUP BY ward_code")]
    public void Execute_CountsThatAreNone_Refuses(string sql) =>
        Assert.Equal("DISCLOSURE_FAILED", _world.Refuse(_world.Request(ReleaseWorld.Wards(sql))).Code);

    private static IReadOnlyList<T> Rows<T>(ReleaseResult.Released released, string output, string sql, Func<System.Data.Common.DbDataReader, T> read) =>
        ReleaseWorld.Read($"WITH t AS (SELECT * FROM read_parquet('{released.Bundle.Path}/{output}.parquet')) {sql}", read);
}
