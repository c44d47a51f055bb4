using System.Security.Cryptography;
using System.Text;
using Linkage.Matching.Duck;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Pseudonymise;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Pseudonymise;

public sealed class PseudonymiseStageTests : IDisposable
{
    private const string Canary = "zqcanary";
    private static readonly int[] Months = [10, 11, 11];

    private readonly TemporaryFolder _folder = new();
    private readonly ZoneStore _store;
    private readonly KeyRing _keys;
    private readonly ZoneSeals _seals;

    public PseudonymiseStageTests()
    {
        _keys = KeyRing.Open(LocalKeyVault.CreateIfMissing(_folder.PathOf("keys")), "ashgrove-council", 1);
        _seals = new ZoneSeals(_keys, _folder.PathOf("plain"));
        _store = new ZoneStore(_folder.PathOf("zones")).SealedBy(_seals);
    }

    public void Dispose()
    {
        _seals.Dispose();
        _keys.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Execute_Rows_SplitUnderTheHmacOfTheRecordId()
    {
        var landing = Land(Rows(500));

        var result = Execute(landing);

        using var session = Session();
        Assert.Equal(
            ["record_key", "case_number", "customer_name", "date_of_birth", "address", "postcode"],
            Columns(session, result.Identity.PathOf("identity.parquet")));
        Assert.Equal(["record_key", "reason", "ward_code", "primary_need"], Columns(session, result.Research.PathOf("attributes.parquet")));
        using var key = _keys.DatasetKey(DatasetId.Parse("food-vouchers"));
        var rows = session.Query(
            $"SELECT case_number, lower(hex(record_key)) FROM read_parquet('{result.Identity.PathOf("identity.parquet")}')",
            r => (r.GetString(0), r.GetString(1)),
            CancellationToken.None);
        Assert.Equal(500, rows.Count);
        Assert.All(rows, r => Assert.Equal(Convert.ToHexStringLower(key.Pseudonym(r.Item1)), r.Item2));
        Assert.Equal(rows.Select(r => r.Item2).Order(StringComparer.Ordinal), rows.Select(r => r.Item2));
        Assert.Equal((500, 500, false), (result.Part.In, result.Part.Kept, result.Part.Reused));
    }

    // The files differ, for their keys do; what follows from what they hold must not.
    [Fact]
    public void Execute_SameRowsInAnotherMonth_HaveOtherFilesAndTheSameNameForWhatTheyHold()
    {
        var made = Months.Select((month, copy) =>
        {
            using var seals = new ZoneSeals(_keys, _folder.PathOf($"plain-{copy}"), new DateTimeOffset(2026, month, 5, 9, 0, 0, TimeSpan.Zero));
            var store = new ZoneStore(_folder.PathOf($"zones-{copy}")).SealedBy(seals);
            using var staged = store.Stage(Zone.Landing, "food-vouchers", new string('a', 64));
            using (var session = Session())
            {
                session.Execute($"COPY ({Rows(50)}) TO '{staged.PathOf("rows.parquet")}' (FORMAT parquet)", CancellationToken.None);
            }

            var landing = staged.Publish(new { });
            var done = PseudonymiseStage.Execute(Contract(), landing, store, _keys, Options(1), null, CancellationToken.None);
            return (
                done.Identity.Seal.Key,
                Landed: landing.ContentOf("rows.parquet"),
                Identity: done.Identity.ContentOf("identity.parquet"),
                Research: done.Research.DigestOf("attributes.parquet"),
                Files: (landing.DigestOf("rows.parquet"), done.Identity.DigestOf("identity.parquet")));
        }).ToList();

        Assert.Equal(made[1], made[2]);
        Assert.Equal(made[0] with { Files = made[1].Files }, made[1]);
        Assert.NotEqual(made[0].Files.Item1, made[1].Files.Item1);
        Assert.NotEqual(made[0].Files.Item2, made[1].Files.Item2);
    }

    [Fact]
    public void Execute_Rows_NoIdentifierInTheResearchZone()
    {
        var landing = Land(Rows(2000));

        var done = Execute(landing);

        var research = Directory.GetFiles(_store.FolderOf(Zone.Research), "*", SearchOption.AllDirectories);
        Assert.Equal(2, research.Length);
        using var session = Session();
        session.Execute(
            $"CREATE TABLE everything AS SELECT * FROM read_parquet('{research.Single(f => f.EndsWith(".parquet", StringComparison.Ordinal))}')",
            CancellationToken.None);
        var text = string.Join('\n', session.Query("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM everything", r => string.Join('|', Enumerable.Range(0, r.FieldCount).Select(i => r.GetValue(i))), CancellationToken.None));
        Assert.DoesNotContain(Canary, text, StringComparison.OrdinalIgnoreCase);
        foreach (var file in research)
        {
            Assert.DoesNotContain(Canary, Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.OrdinalIgnoreCase);
        }

        var sealedFile = Directory.GetFiles(_store.FolderOf(Zone.Identity), "*.sealed", SearchOption.AllDirectories).Single();
        Assert.DoesNotContain(Canary, Encoding.Latin1.GetString(File.ReadAllBytes(sealedFile)), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("call notes " + Canary, Encoding.Latin1.GetString(File.ReadAllBytes(done.Identity.PathOf("identity.parquet"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_BlankAndRepeatedRecordIds_AreRejectedAndCounted()
    {
        var landing = Land(
            Rows(10)
            + " UNION ALL SELECT 11, NULL, 'x', DATE '1980-01-01', 'x', 'x', 1, 'W1', 'n', 'c' UNION ALL SELECT 12, '  ', 'x', DATE '1980-01-01', 'x', 'x', 1, 'W1', 'n', 'c'"
            + $" UNION ALL SELECT 13, 'CASE-{Canary}-3', 'later line', DATE '1980-01-01', 'x', 'x', 1, 'W1', 'n', 'c'");

        var result = Execute(landing);

        Assert.Equal((13, 10), (result.Part.In, result.Part.Kept));
        Assert.Equal(new Dictionary<string, long> { ["BLANK_RECORD_ID"] = 2, ["DUPLICATE_RECORD_ID"] = 1 }, result.Part.RejectedByReason);
        using var session = Session();
        Assert.Equal(0, session.Scalar<long>($"SELECT count(*) FROM read_parquet('{result.Identity.PathOf("identity.parquet")}') WHERE customer_name = 'later line'", CancellationToken.None));
    }

    [Fact]
    public void Execute_SecondTime_IsReused()
    {
        var landing = Land(Rows(50));
        var first = Execute(landing);

        var second = Execute(landing);

        Assert.True(second.Part.Reused);
        Assert.Equal(first.Research.Directory, second.Research.Directory);
        Assert.Equal(first.Part.Kept, second.Part.Kept);
    }

    [Theory]
    [InlineData(Zone.Identity)]
    [InlineData(Zone.Research)]
    public void Execute_AfterACrashBetweenTheTwoSets_RepairsThePair(Zone lost)
    {
        var landing = Land(Rows(50));
        var first = Execute(landing);
        var digests = Digests(first);
        Directory.Delete(lost == Zone.Identity ? first.Identity.Directory : first.Research.Directory, recursive: true);

        var second = Execute(landing);

        Assert.False(second.Part.Reused);
        Assert.Equal(digests, Digests(second));
        Assert.Empty(ZoneStore.DamageOf(second.Identity));
        Assert.Empty(ZoneStore.DamageOf(second.Research));
    }

    [Fact]
    public void Execute_HalvesThatAreNoPair_GoesToQuarantineAndMakesBothAgain()
    {
        var landing = Land(Rows(50));
        var first = Execute(landing);
        var digests = Digests(first);
        Directory.Delete(first.Research.Directory, recursive: true);
        using (var other = _store.Stage(Zone.Research, "food-vouchers", first.Research.Seal.Key))
        {
            File.WriteAllText(other.PathOf("attributes.parquet"), "of another making");
            other.Publish(first.Research.Seal.FactsAs<PseudonymiseFacts>());
        }

        var second = Execute(landing);

        Assert.Equal(digests, Digests(second));
        Assert.Single(Directory.GetDirectories(_store.FolderOf(Zone.Quarantine)));
    }

    [Fact]
    public void Execute_OnOneAndTwoThreads_SameBytes()
    {
        var landing = Land(Rows(300_000));
        var one = Execute(landing, threads: 1);
        var digests = Digests(one);
        Directory.Delete(one.Identity.Directory, recursive: true);
        Directory.Delete(one.Research.Directory, recursive: true);

        var two = Execute(landing, threads: 2);

        Assert.False(two.Part.Reused);
        Assert.Equal(digests, Digests(two));
    }

    [Fact]
    public void Execute_OtherRootKey_SharesNoRecordKey()
    {
        var landing = Land(Rows(200));
        var first = Execute(landing);
        using var otherKeys = KeyRing.Open(LocalKeyVault.CreateIfMissing(_folder.PathOf("other-keys")), "ashgrove-council", 1);
        var second = PseudonymiseStage.Execute(Contract(), landing, _store, otherKeys, Options(2), null, CancellationToken.None);

        Assert.NotEqual(first.Identity.Directory, second.Identity.Directory);
        using var session = Session();
        Assert.Equal(0, session.Scalar<long>(
            $"SELECT count(*) FROM read_parquet('{first.Research.PathOf("attributes.parquet")}') JOIN read_parquet('{second.Research.PathOf("attributes.parquet")}') USING (record_key)",
            CancellationToken.None));
    }

    [Fact]
    public void Execute_FileThatIsNoParquet_FailsWithoutItsContent()
    {
        using var staged = _store.Stage(Zone.Landing, "food-vouchers", "0000");
        File.WriteAllText(staged.PathOf("rows.parquet"), Canary);
        var landing = staged.Publish(new { });

        var error = Assert.Throws<StageException>(() => Execute(landing));

        Assert.DoesNotContain(Canary, error.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("food-vouchers", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _store.SweepStaging());
    }

    [Fact]
    public void Execute_Cancelled_PublishesNothing()
    {
        var landing = Land(Rows(50));

        Assert.ThrowsAny<OperationCanceledException>(() =>
            PseudonymiseStage.Execute(Contract(), landing, _store, _keys, Options(1), null, new CancellationToken(true)));
        Assert.Empty(Directory.GetFiles(_store.FolderOf(Zone.Identity), "*", SearchOption.AllDirectories));
    }

    private static string Rows(int count) =>
        $"""
        SELECT i AS line_number, 'CASE-{Canary}-' || i AS case_number, '{Canary} ' || i AS customer_name, DATE '1950-01-01' + i::INT % 20000 AS date_of_birth,
               i || ' {Canary} Street' AS address, '{Canary} ' || i AS postcode, i % 5 AS reason, 'W' || (i % 40) AS ward_code,
               'need ' || (i % 3) AS primary_need, 'call notes {Canary}' AS call_notes
        FROM range(1, {count} + 1) r(i)
        """;

    private static DatasetContract Contract()
    {
        ContractColumn Column(string name, LogicalType type, Classification classification, Meaning? meaning = null, bool recordId = false) => new()
        {
            Name = name,
            PhysicalName = name,
            Type = type,
            Classification = classification,
            Meaning = meaning,
            Uses = ["Match"],
            IsRecordId = recordId,
        };

        return new DatasetContract
        {
            Id = DatasetId.Parse("food-vouchers"),
            Version = "1.0.0",
            Title = "Food vouchers",
            Origin = "Council",
            Owner = "contact-centre",
            RetentionDays = 30,
            File = new SourceFile { NamePattern = "*.csv", Format = SourceFormat.Csv, Delimiter = '|' },
            Columns =
            [
                Column("case_number", LogicalType.String, Classification.Identifier, recordId: true),
                Column("customer_name", LogicalType.String, Classification.Identifier, Meaning.FullName),
                Column("date_of_birth", LogicalType.Date, Classification.Identifier, Meaning.DateOfBirth),
                Column("address", LogicalType.String, Classification.Contact, Meaning.Address),
                Column("postcode", LogicalType.String, Classification.Contact, Meaning.Postcode),
                Column("reason", LogicalType.Integer, Classification.Attribute),
                Column("ward_code", LogicalType.String, Classification.QuasiIdentifier),
                Column("primary_need", LogicalType.String, Classification.SpecialCategory),
                Column("call_notes", LogicalType.String, Classification.FreeText),
            ],
            ContentHash = Convert.ToHexStringLower(SHA256.HashData("contract"u8)),
        };
    }

    private static (string, string) Digests(PseudonymisedDataset dataset) =>
        (ZoneStore.DigestOf(dataset.Identity.PathOf("identity.parquet")), ZoneStore.DigestOf(dataset.Research.PathOf("attributes.parquet")));

    private static IReadOnlyList<string> Columns(DuckSession session, string path) =>
        session.Query($"DESCRIBE SELECT * FROM read_parquet('{path}')", r => r.GetString(0), CancellationToken.None);

    private static DuckSession Session() => DuckSession.Open(new DuckOptions { Threads = 1, MemoryLimitMib = 512 });

    private DuckOptions Options(int threads) => new() { Threads = threads, MemoryLimitMib = 1024, SpillDirectory = _folder.Folder("spill") };

    private PseudonymisedDataset Execute(PublishedSet landing, int threads = 2) =>
        PseudonymiseStage.Execute(Contract(), landing, _store, _keys, Options(threads), null, CancellationToken.None);

    private PublishedSet Land(string rows)
    {
        using var staged = _store.Stage(Zone.Landing, "food-vouchers", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(rows))));
        using var session = Session();
        session.Execute($"COPY ({rows}) TO '{staged.PathOf("rows.parquet")}' (FORMAT parquet)", CancellationToken.None);
        return staged.Publish(new { });
    }
}
