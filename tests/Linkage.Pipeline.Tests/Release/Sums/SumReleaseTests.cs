using System.Text.Json;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Projects;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Release.Sums;

/// <summary>Tables with sums, from one row a person to the signed bundle.</summary>
public sealed class SumReleaseTests : IDisposable
{
    private static readonly string[] TableFields = ["ward_code", "people", "arrears", "mean"];

    private readonly ReleaseWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Execute_ArrearsByWard_AreSummedRoundedAndDividedAsShown()
    {
        var released = SumWorld.Release(_world, SumWorld.Table());
        var shown = SumWorld.Shown(released);

        for (var ward = 0; ward < 7; ward++)
        {
            var owed = Enumerable.Range(401, 596).Where(i => i % 7 == ward).ToList();
            var (people, arrears) = ((owed.Count + 2) / 5 * 5, (owed.Sum() + 5) / 10 * 10);
            Assert.Equal((people, arrears, Math.Round((decimal)arrears / people, 4, MidpointRounding.AwayFromZero)), shown[$"W{ward}"]);
        }

        Assert.Equal((null, null, null), shown["W9"]);
        Assert.Equal(1, released.Report.WarnedByReason["SUMS_OF_HIDDEN_COUNTS"]);
        Assert.DoesNotContain("SUMS_DOMINATED", released.Report.WarnedByReason.Keys);
    }

    [Fact]
    public void Execute_Bundle_SaysWhatItsColumnsAreAndHowSumsAreProtected()
    {
        var released = SumWorld.Release(_world, SumWorld.Table());
        var shown = SumWorld.Shown(released);

        using var statement = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(released.Bundle.Path, "statement.json")));
        var predicate = statement.RootElement.GetProperty("predicate");
        Assert.Equal([10, 2, 90, 10, 10], predicate.GetProperty("sums").EnumerateObject().Select(t => t.Value.GetInt32()));
        var file = predicate.GetProperty("files")[0];
        Assert.Equal(shown.Values.Sum(c => c.Arrears ?? 0), file.GetProperty("totals").GetProperty("arrears").GetInt64());
        Assert.Equal(["Dimension", "Count", "Sum", "Ratio"], file.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("role").GetString()!));
        using var package = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(released.Bundle.Path, "datapackage.json")));
        var fields = package.RootElement.GetProperty("resources")[0].GetProperty("schema").GetProperty("fields").EnumerateArray().ToList();
        Assert.Equal(TableFields, fields.Select(f => f.GetProperty("name").GetString()));
        Assert.Contains("Sum over people, made of rent-arrears-panel.arrears_gbp", fields[2].GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Contains("arrears by people", fields[3].GetProperty("description").GetString(), StringComparison.Ordinal);
        var page = File.ReadAllText(Path.Combine(released.Bundle.Path, "quality.html"));
        Assert.Contains("2 largest contributions are more than 90 %", page, StringComparison.Ordinal);
        Assert.Contains("Sums by column", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("statement.json", "release-statement")]
    [InlineData("datapackage.json", "datapackage")]
    public void Execute_Bundle_FitsItsSchemas(string file, string schema)
    {
        var released = SumWorld.Release(_world, SumWorld.Table());

        using var written = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(released.Bundle.Path, file)));
        using var format = JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryPaths.Formats, $"{schema}.schema.json")));
        Assert.Empty(SchemaCheck.Of(written.RootElement, format.RootElement));
    }

    [Fact]
    public void Execute_OnePersonOwesMostOfAWard_HidesItsSumAndNotItsCount()
    {
        // 407 lives in W1.
        var released = SumWorld.Release(_world, SumWorld.Changed(_world, "CASE WHEN i = 407 THEN 1e7 ELSE arrears_gbp END", "ward_code", "true", SumWorld.Table()));

        Assert.Equal(["W1", "W9"], SumWorld.Hidden(released));
        Assert.NotNull(SumWorld.Shown(released)["W1"].People);
        Assert.Null(SumWorld.Shown(released)["W1"].Mean);
        Assert.Equal(1, released.Report.WarnedByReason["SUMS_DOMINATED"]);
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void Execute_FewPeopleOfAWardAdd_HidesItsSum(int people, bool isHidden)
    {
        // The first of W2 are 401, 408 and so on; the others add nothing, nought and null alike.
        var released = SumWorld.Release(_world, SumWorld.Changed(
            _world, $"CASE WHEN i % 7 <> 2 OR i < 401 + 7 * {people} THEN arrears_gbp WHEN i > 700 THEN 0 END", "ward_code", "true", SumWorld.Table()));

        Assert.Equal(isHidden ? ["W2", "W9"] : ["W9"], SumWorld.Hidden(released));
        Assert.Equal(isHidden, released.Report.WarnedByReason.ContainsKey("SUMS_OF_FEW"));
    }

    [Theory]
    [InlineData("SELECT person_key, ward_code FROM rent_arrears_panel UNION ALL SELECT person_key, ward_code FROM rent_arrears_panel WHERE arrears_gbp = 500", "a person twice")]
    [InlineData("SELECT r.person_key, ward_code FROM rent_arrears_panel r GROUP BY GROUPING SETS ((r.person_key, ward_code), ())", "a row without a person")]
    public void Execute_RowsThatAreNoPeople_AreRefused(string sql, string because)
    {
        var refused = SumWorld.Refuse(_world, SumWorld.Table(sql));

        Assert.Equal("DISCLOSURE_FAILED", refused.Code);
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
    }

    // What people have is not the query's to say, whatever it says.
    [Theory]
    [InlineData("SELECT person_key, ward_code, 100000 + arrears_gbp AS arrears FROM rent_arrears_panel")]
    [InlineData("SELECT person_key, ward_code, max(arrears_gbp) OVER () AS arrears FROM rent_arrears_panel")]
    public void Execute_QueryThatGivesAmounts_IsRefused(string sql) => Assert.Equal("OUTPUT_COLUMNS_DIFFER", SumWorld.Refuse(_world, SumWorld.Table(sql)).Code);

    [Theory]
    [InlineData("arrears_gbp - 500", "negative for somebody")]
    [InlineData("CASE WHEN i = 500 THEN CAST('NaN' AS DOUBLE) ELSE arrears_gbp END", "no number, without bound")]
    [InlineData("CASE WHEN i = 500 THEN CAST('Infinity' AS DOUBLE) ELSE arrears_gbp END", "no number, without bound")]
    [InlineData("CASE WHEN i = 500 THEN CAST('-Infinity' AS DOUBLE) ELSE arrears_gbp END", "negative for somebody")]
    [InlineData("arrears_gbp > 500", "of the type BOOLEAN and no number")]
    [InlineData("CASE WHEN i > 500 THEN 1 ELSE 0 END", "fewer than 10 different values")]
    [InlineData("CASE WHEN i > 500 THEN 1 ELSE 0.001 END", "fewer than 10 different values")]
    [InlineData("1 + i % 9", "fewer than 10 different values")]
    public void Execute_ColumnThatHoldsNoAmountsOfPeople_IsRefused(string arrears, string because)
    {
        var request = SumWorld.Changed(_world, arrears, "ward_code", "true", SumWorld.Table());

        var refused = _world.Refuse(request, SumWorld.Terms(request));

        Assert.Equal("DISCLOSURE_FAILED", refused.Code);
        Assert.Contains(because, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_PersonWithTwoRows_AddsBoth()
    {
        var once = SumWorld.Shown(SumWorld.Release(_world, SumWorld.Table()));
        using var other = new ReleaseWorld();
        var request = other.Request(SumWorld.Table("SELECT DISTINCT person_key, ward_code FROM rent_arrears_panel"));
        var (id, path) = (WorldContracts.Arrears.Id, other.PathOf("halves.parquet"));
        ReleaseWorld.Read($"COPY (SELECT person_key, arrears_gbp / 2 AS arrears_gbp, ward_code, tenure FROM read_parquet('{request.Mounted[id]}'), range(2)) TO '{path}' (FORMAT parquet)", _ => 0);

        Assert.Equal(once, SumWorld.Shown(SumWorld.Release(other, request with { Mounted = new Dictionary<DatasetId, string>(request.Mounted) { [id] = path } })));
    }

    [Fact]
    public void Execute_NothingShown_HasNoTotalAndSaysSo()
    {
        // Nobody's ward has a thousand people who add to it.
        var request = _world.Request(SumWorld.Table());

        var released = _world.Release(request, SumWorld.Terms(request) with { Sums = SumWorld.Usual with { Contributors = 1000 } });

        Assert.Equal(8, SumWorld.Hidden(released).Count);
        using var statement = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(released.Bundle.Path, "statement.json")));
        var file = statement.RootElement.GetProperty("predicate").GetProperty("files")[0];
        Assert.True(file.GetProperty("totals").TryGetProperty("people", out _));
        Assert.False(file.GetProperty("totals").TryGetProperty("arrears", out _));
        var sums = file.GetProperty("suppression").GetProperty("sums");
        Assert.Equal((8, 8), (sums.GetProperty("all").GetInt32(), sums.GetProperty("suppressed").GetInt32()));
    }

    [Fact]
    public void Execute_RuleWithoutThresholdsForSums_Refuses()
    {
        var request = _world.Request(SumWorld.Table());

        var refused = _world.Refuse(request, ReleaseWorld.Terms(request));

        Assert.Equal("DISCLOSURE_FAILED", refused.Code);
        Assert.Contains("disclosure.sums", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_TwoTablesOfTheSameMoney_AreRefused()
    {
        var other = SumWorld.Table("SELECT person_key, tenure FROM rent_arrears_panel", new("tenure", "Dimension", ["rent-arrears-panel.tenure"]), SumWorld.People, SumWorld.Arrears with { Name = "owed" });

        var refused = SumWorld.Refuse(_world, SumWorld.Table(), other with { Name = "tenures" });

        Assert.Equal("DISCLOSURE_FAILED", refused.Code);
        Assert.Contains("one would tell what the other hides", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_RowsOfTheSameMoney_AreRefused()
    {
        var rows = ReleaseWorld.Families("SELECT person_key, arrears_gbp AS owed FROM rent_arrears_panel", new ProjectOutputColumn("owed", "Value", SumWorld.Arrears.Sources));

        Assert.Contains("person by person", SumWorld.Refuse(_world, SumWorld.Table(), rows).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_SumWithoutSources_IsRefused()
    {
        var refused = SumWorld.Refuse(_world, SumWorld.Table(SumWorld.ByWard, SumWorld.Ward, SumWorld.People, SumWorld.Arrears with { Sources = [] }));

        Assert.Equal("COLUMN_NOT_PERMITTED", refused.Code);
    }

    [Fact]
    public void Execute_RatioOfTwoCountsOfAQuery_IsMadeOfWhatIsShown()
    {
        var table = new ProjectOutput(
            "wards",
            OutputKind.Aggregate,
            "Ward",
            ReleaseWorld.Query("wards.sql", "SELECT ward_code, count(*) AS people, count(*) FILTER (WHERE arrears_gbp % 3 = 0) AS third FROM rent_arrears_panel GROUP BY ward_code"),
            [SumWorld.Ward, SumWorld.People, new("third", "Count", []), new("share", "Ratio", []) { Numerator = "third", Denominator = "people" }],
            []);

        var request = _world.Request(table);
        var cells = ReleaseWorld.Read(
            $"SELECT ward_code, people, third, CAST(share AS VARCHAR) FROM read_parquet('{Path.Combine(_world.Release(request).Bundle.Path, "data", "wards.parquet")}') ORDER BY 1",
            r => (Ward: r.GetString(0), People: r.IsDBNull(1) ? (long?)null : r.GetInt64(1), Third: r.IsDBNull(2) ? (long?)null : r.GetInt64(2), Share: r.IsDBNull(3) ? null : r.GetString(3)));

        Assert.Equal(8, cells.Count);
        Assert.All(cells, c => Assert.Equal(c.People is { } people && c.Third is { } third ? ((decimal)third / people).ToString("F4", System.Globalization.CultureInfo.InvariantCulture) : null, c.Share));
        Assert.Contains(cells, c => c.Share is null);
        Assert.Contains(cells, c => c.Share is not null);
    }
}
