using Linkage.Matching.Duck;
using Linkage.Pipeline.Extract;
using static Linkage.Pipeline.Tests.Contracts.ContractText;
using static Linkage.Pipeline.Tests.Extract.ExtractBench;

namespace Linkage.Pipeline.Tests.Extract;

public sealed class ExtractParquetTests : IDisposable
{
    private readonly ExtractBench _bench = new();

    public ExtractParquetTests() => _bench.With(Parquet(
        Column("name", more: "physicalType: VARCHAR") + Column("day", "date", more: "physicalType: DATE") + Column("open", "boolean", more: "physicalType: BOOLEAN") + Column("uprn", more: "physicalType: BIGINT")));

    public void Dispose() => _bench.Dispose();

    private byte[] Written(string select, string metadata = "")
    {
        var path = _bench.Folder.PathOf("made.parquet");
        using var session = DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 256 });
        session.Execute($"COPY ({select}) TO {SqlName.Literal(path)} (FORMAT parquet{metadata})", CancellationToken.None);
        return File.ReadAllBytes(path);
    }

    private const string Good = """
        SELECT * FROM (VALUES (1::BIGINT, ' Ann ', DATE '1980-02-01', true, 100012345678::BIGINT), (2, '', NULL, NULL, NULL), (2, 'Cy', NULL, false, 7), (NULL, 'Di', NULL, NULL, NULL))
        AS t ("REF", "NAME", "DAY", "OPEN", "UPRN")
        """;

    [Fact]
    public void Execute_GoodFile_TypesAndRejectsByRecordNumber()
    {
        var landed = _bench.Landed(Written(Good), "people.parquet");

        Assert.Equal(["1|1|Ann|1980-02-01|true|100012345678", "2|2|∅|∅|∅|∅"], Rows(landed));
        Assert.Equal(["3|ref|DUPLICATE_KEY", "4|ref|NOT_NULL"], Rejects(landed));
        Assert.True(File.Exists(landed.Set.PathOf("received.parquet")));
    }

    [Theory]
    [InlineData("\"REF\"::INTEGER AS \"REF\", * EXCLUDE \"REF\"", ExtractRefusals.RetypedColumn)]
    [InlineData("* REPLACE (\"DAY\"::VARCHAR AS \"DAY\")", ExtractRefusals.RetypedColumn)]
    [InlineData("* EXCLUDE \"UPRN\"", ExtractRefusals.MissingColumn)]
    [InlineData("*, 1 AS \"MORE\"", ExtractRefusals.NewColumn)]
    [InlineData("*, 1 AS \"x\"\"); DROP TABLE typed; --\"", ExtractRefusals.NewColumn)]
    public void Execute_OtherColumns_AreRefused(string columns, string code) =>
        Assert.Equal(code, _bench.Refused(Written($"SELECT {columns} FROM ({Good})"), "people.parquet").Code);

    [Theory]
    [InlineData(null, false)]
    [InlineData("derivedFrom: { rule: first-letter, version: 2, selectedBy: [arrears.weeks] }", true)]
    [InlineData("derivedFrom: { rule: first-letter, version: 3, selectedBy: [arrears.weeks] }", false)]
    [InlineData("derivedFrom: { rule: other-letter, version: 2, selectedBy: [arrears.weeks] }", false)]
    public void Execute_FileThatIsARelease_IsTakenOnlyWhenItsContractSaysSo(string? derivedFrom, bool taken)
    {
        _bench.With(Contract(derivedFrom));
        var released = Written("SELECT 1::BIGINT AS \"REF\", 'Ann' AS \"NAME\"", ", KV_METADATA { \"linkage.release\": 'release-1', \"linkage.rule\": 'first-letter', \"linkage.rule_version\": '2' }");

        if (taken)
        {
            Assert.Equal(["1|1|Ann"], Rows(_bench.Landed(released, "people.parquet")));
        }
        else
        {
            var refused = _bench.Refused(released, "people.parquet");
            Assert.Equal(ExtractRefusals.UndeclaredDerivation, refused.Code);
            Assert.Null(refused.QuarantinePath);
        }
    }

    [Theory]
    [InlineData("\"linkage.rule\": 'first-letter'")]
    [InlineData("\"linkage.rule_version\": '2'")]
    public void Execute_ReleaseWithHalfOfItsMarks_IsNotTaken(string marks)
    {
        _bench.With(Contract("derivedFrom: { rule: first-letter, version: 2, selectedBy: [arrears.weeks] }"));

        Assert.Equal(ExtractRefusals.UndeclaredDerivation, _bench.Refused(Written("SELECT 1::BIGINT AS \"REF\", 'Ann' AS \"NAME\"", $", KV_METADATA {{ {marks} }}"), "people.parquet").Code);
    }

    private static string Contract(string? derivedFrom) => derivedFrom is null
        ? Parquet(Column("name", more: "physicalType: VARCHAR"))
        : Parquet(Column("name", more: "physicalType: VARCHAR\nfrom: [arrears.surname]")).Replace("origin: Council", $"origin: Council\n{derivedFrom}", StringComparison.Ordinal);

    [Fact]
    public void Execute_TruncatedFile_IsQuarantined()
    {
        var whole = Written(Good);
        foreach (var length in new[] { 3, 4, 11, whole.Length / 2, whole.Length - 1 })
        {
            using var bench = new ExtractBench { Contract = _bench.Contract };
            var refused = bench.Refused(whole[..length], "people.parquet");

            Assert.Equal(ExtractRefusals.NotParquet, refused.Code);
            Assert.NotNull(refused.QuarantinePath);
        }
    }

    [Fact]
    public void Execute_CsvCalledParquet_IsQuarantined() => Assert.Equal(ExtractRefusals.NotParquet, _bench.Refused("REF,NAME\n1,Ann\n"u8.ToArray(), "people.parquet").Code);

    [Fact]
    public void Execute_DamagedMiddle_IsQuarantinedOrReadWhole()
    {
        var whole = Written($"SELECT i AS \"REF\", 'Name ' || i AS \"NAME\", DATE '2000-01-01' + i::INTEGER AS \"DAY\", i % 2 = 0 AS \"OPEN\", i AS \"UPRN\" FROM range(20000) AS t (i)");
        foreach (var at in Enumerable.Range(1, 15).Select(i => i * whole.Length / 16))
        {
            using var bench = new ExtractBench { Contract = _bench.Contract };
            var damaged = whole.ToArray();
            damaged.AsSpan(at, 8).Fill(0xFF);
            File.WriteAllBytes(Path.Combine(bench.Sources, "people.parquet"), damaged);

            // A change inside a value is a change the format cannot show; anything else must be a refusal, never an exception.
            Assert.True(bench.Run() is Extracted { Part.In: 20000 } or ExtractRefused { QuarantinePath: not null, Code: ExtractRefusals.UnreadableParquet });
        }
    }

    [Fact]
    public void Execute_WorkspaceNamedLikeAPattern_IsReadAllTheSame()
    {
        var file = Written(Good);
        var sources = _bench.Folder.Folder("so[u]rces*?");
        File.WriteAllBytes(Path.Combine(sources, "people.parquet"), file);
        var stage = new ExtractStage(new Linkage.Pipeline.Zones.ZoneStore(_bench.Folder.PathOf("zo[n]es*?'")), _bench.Options with { ScratchFolder = _bench.Folder.PathOf("scr[a]tch*?'") });

        Assert.IsType<Extracted>(stage.Execute(_bench.Contract, sources, null, CancellationToken.None));
    }

    [Fact]
    public void Execute_NoRows_IsTooFewRows() =>
        Assert.Equal(ExtractRefusals.TooFewRows, _bench.Refused(Written($"SELECT * FROM ({Good}) WHERE false"), "people.parquet").Code);
}
