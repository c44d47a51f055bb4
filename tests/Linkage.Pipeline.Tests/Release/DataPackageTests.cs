using System.Text.Json;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Release;

public sealed class DataPackageTests : IDisposable
{
    private readonly ReleaseWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Package_OfEveryKindOfOutput_FitsItsSchema()
    {
        using var package = Package(ReleaseWorld.Outreach(), ReleaseWorld.Rows(), ReleaseWorld.Wards());
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RepositoryPaths.Formats, "datapackage.schema.json")));

        Assert.Empty(SchemaCheck.Of(package.RootElement, schema.RootElement));
    }

    [Fact]
    public void Package_OfARelease_SaysWhatTheStatementSays()
    {
        var bundle = Bundle(ReleaseWorld.Outreach(), ReleaseWorld.Rows(), ReleaseWorld.Wards());
        using var package = Read(bundle, "datapackage.json");
        using var statement = Read(bundle, "statement.json");
        var predicate = statement.RootElement.GetProperty("predicate");

        Assert.Equal(predicate.GetProperty("releaseId").GetString(), package.RootElement.GetProperty("id").GetString());
        Assert.Equal(predicate.GetProperty("instant").GetString(), package.RootElement.GetProperty("created").GetString());
        Assert.Equal(
            predicate.GetProperty("files").EnumerateArray().Select(f => (f.GetProperty("name").GetString(), f.GetProperty("rows").GetInt64(), f.GetProperty("bytes").GetInt64(), "sha256:" + f.GetProperty("sha256").GetString())),
            Resources(package).Select(r => (r.GetProperty("path").GetString(), r.GetProperty("rows").GetInt64(), r.GetProperty("bytes").GetInt64(), r.GetProperty("hash").GetString()!)));
        Assert.Equal(["food-vouchers", "rent-arrears-panel"], package.RootElement.GetProperty("sources").EnumerateArray().Select(s => s.GetProperty("dataset").GetString()));
    }

    [Fact]
    public void Package_IsNamedByTheSignedStatement()
    {
        var bundle = Bundle(ReleaseWorld.Wards());
        using var statement = Read(bundle, "statement.json");

        var subject = statement.RootElement.GetProperty("subject").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "datapackage.json");
        Assert.Equal(ZoneStore.DigestOf(Path.Combine(bundle, "datapackage.json")), subject.GetProperty("digest").GetProperty("sha256").GetString());
    }

    [Fact]
    public void Fields_OfEveryTypeAReleaseMayHold_AreThoseOfTheFile()
    {
        (string Column, string Sql, string Type)[] columns =
        [
            ("text", "tenure", "string"),
            ("truth", "tenure = 'T1'", "boolean"),
            ("tiny", "CAST(7 AS TINYINT)", "integer"),
            ("small", "CAST(7 AS SMALLINT)", "integer"),
            ("whole", "CAST(7 AS INTEGER)", "integer"),
            ("big", "CAST(7 AS BIGINT)", "integer"),
            ("huge", "CAST(7 AS HUGEINT)", "number"),
            ("positive_tiny", "CAST(7 AS UTINYINT)", "integer"),
            ("positive_small", "CAST(7 AS USMALLINT)", "integer"),
            ("positive", "CAST(7 AS UINTEGER)", "integer"),
            ("positive_big", "CAST(7 AS UBIGINT)", "integer"),
            ("real", "CAST(0.5 AS FLOAT)", "number"),
            ("double_real", "CAST(0.5 AS DOUBLE)", "number"),
            ("money", "CAST(7.25 AS DECIMAL(18, 2))", "number"),
            // Dates in rows are given by the month, which is text.
            ("day", "DATE '2026-11-22'", "string"),
            ("moment", "TIMESTAMP '2026-11-22 01:30:00'", "string"),
        ];
        var output = ReleaseWorld.Families(
            $"SELECT person_key, {string.Join(", ", columns.Select(c => $"{c.Sql} AS {c.Column}"))} FROM rent_arrears_panel",
            [.. columns.Select(c => new ProjectOutputColumn(c.Column, "Dimension", c.Sql.Contains("tenure", StringComparison.Ordinal) ? ["rent-arrears-panel.tenure"] : []))]);
        var bundle = Bundle(output);
        using var package = Read(bundle, "datapackage.json");
        var fields = Fields(Resources(package).Single()).ToList();

        var file = ReleaseWorld.Read($"DESCRIBE SELECT * FROM read_parquet('{bundle}/data/families.parquet')", r => (r.GetString(0), r.GetString(1)));
        Assert.Equal(file, fields.Select(f => (f.GetProperty("name").GetString()!, f.GetProperty("sqlType").GetString()!)));
        Assert.Equal(columns.Select(c => c.Type).Prepend("string"), fields.Select(f => f.GetProperty("type").GetString()));
        Assert.Equal("binary", fields[0].GetProperty("format").GetString());
        Assert.All(fields.Skip(1), f => Assert.Equal("default", f.GetProperty("format").GetString()));
    }

    [Fact]
    public void Fields_SayWhatTheyAreMadeOf()
    {
        using var package = Package(ReleaseWorld.Outreach());

        var address = Fields(Resources(package).Single()).Single(f => f.GetProperty("name").GetString() == "address");
        Assert.Equal("Contact detail, made of food-vouchers.address or rent-arrears-panel.address.", address.GetProperty("description").GetString());
        Assert.Equal("Address", address.GetProperty("title").GetString());
    }

    [Fact]
    public void PrimaryKey_IsThePersonOrTheDimensionsAndNoneForALetter()
    {
        using var package = Package(ReleaseWorld.Outreach(), ReleaseWorld.Rows(), ReleaseWorld.Wards());

        Assert.Equal([null, "person_key", "ward_code"], Resources(package).Select(KeyOf));
    }

    [Fact]
    public void PrimaryKey_DimensionIsUnknownSomewhere_ThereIsNone()
    {
        using var package = Package(ReleaseWorld.Wards("SELECT nullif(ward_code, 'W1') AS ward_code, count(*) AS people FROM rent_arrears_panel GROUP BY 1"));

        Assert.Null(KeyOf(Resources(package).Single()));
    }

    private static string? KeyOf(JsonElement resource) =>
        resource.GetProperty("schema").TryGetProperty("primaryKey", out var key) ? string.Join(',', key.EnumerateArray().Select(k => k.GetString())) : null;

    private static JsonElement.ArrayEnumerator Resources(JsonDocument package) => package.RootElement.GetProperty("resources").EnumerateArray();

    private static JsonElement.ArrayEnumerator Fields(JsonElement resource) => resource.GetProperty("schema").GetProperty("fields").EnumerateArray();

    private static JsonDocument Read(string bundle, string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(bundle, name)));

    private JsonDocument Package(params ProjectOutput[] outputs) => Read(Bundle(outputs), "datapackage.json");

    private string Bundle(params ProjectOutput[] outputs) => _world.Release(_world.Request(outputs)).Bundle.Path;
}
