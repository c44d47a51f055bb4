using Linkage.Matching.Clustering.Incremental;
using Linkage.Matching.Duck;
using Linkage.Matching.Files;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Files;

/// <summary>Files linked over a spine: comparing only what is new gives what comparing everything gives.</summary>
public sealed class OnlyNewTests
{
    /// <summary>People come, go and change their names, and on the third day it is as on the first; each day held to a full run with the same model.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Link_OnlyNew_EqualsAFullRunWithTheSameModel(bool oneFile)
    {
        using var folder = new TemporaryFolder();
        MakeDays(folder);
        var settings = folder.Write("settings.json", $$"""{ "compareAllBelow": 0, "oneToOne": {{(oneFile ? "false" : "true")}} }""");
        var first = Run(1, 1, "spine", settings, onlyNew: true, "day1");
        CopySpine(folder, "spine", "full");
        var frozen = folder.Write("frozen.json", $$"""{ "compareAllBelow": 0, "oneToOne": {{(oneFile ? "false" : "true")}}, "model": "day1/model.json" }""");

        Assert.Equal(first.Records, first.Spine!.NewRecords);
        foreach (var (day, run) in new[] { (2, 2), (1, 3) })
        {
            var full = Run(day, run, "full", frozen, onlyNew: false, $"full{run}");
            var delta = Run(day, run, "spine", settings, onlyNew: true, $"delta{run}");

            Assert.Equal((full.Records, full.Links, full.Clusters), (delta.Records, delta.Links, delta.Clusters));
            Assert.True(full.Links > 150);
            Assert.Null(full.Spine!.NewRecords);
            Assert.InRange(delta.Spine!.NewRecords!.Value, 10, delta.Records / 10);
            Assert.InRange(delta.PairsCompared, 1, full.PairsCompared / 4);
            Assert.Equal(File.ReadAllBytes(folder.PathOf($"full{run}", "links.parquet")), File.ReadAllBytes(folder.PathOf($"delta{run}", "links.parquet")));
            Assert.Equal(File.ReadAllBytes(folder.PathOf($"full{run}", "clusters.parquet")), File.ReadAllBytes(folder.PathOf($"delta{run}", "clusters.parquet")));
            Assert.All([$"spine-00000{run}.parquet", $"ledger-00000{run}.parquet"], f => Assert.Equal(File.ReadAllBytes(folder.PathOf("full", f)), File.ReadAllBytes(folder.PathOf("spine", f))));
        }

        // Of the runs before only the ledgers stay.
        Assert.Equal(
            ["fingerprint.key", "ledger-000001.parquet", "ledger-000002.parquet", "ledger-000003.parquet", "links-000003.parquet", "model-000003.json", "records-000003.parquet", "spine-000003.parquet", "spine.json", "spine.lock"],
            Directory.EnumerateFiles(folder.PathOf("spine")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));

        FileLinkResult Run(int day, int number, string spine, string settingsFile, bool onlyNew, string results) => FileLinker.Link(
            new FileLinkRequest
            {
                Left = folder.PathOf($"a{day}.csv"),
                Right = oneFile ? null : folder.PathOf($"b{day}.csv"),
                Id = "id",
                Settings = settingsFile,
                Spine = folder.PathOf(spine),
                Run = $"run {number}",
                OnlyNew = onlyNew,
                Out = folder.PathOf(results),
            },
            null,
            CancellationToken.None).Result;
    }

    /// <summary>How a value is written is no change; and what is kept tells no value.</summary>
    [Fact]
    public void Link_OnlyNewOfTheSameRecordsWrittenOtherwise_ComparesNothing()
    {
        using var folder = new TemporaryFolder();
        var request = People(folder, "1,Ann,Smith,1980-01-02\n2,Ann,Smith,02/01/1980\n3,Bob,Jones,1970-03-04\n");
        FileLinker.Link(request, null, CancellationToken.None);

        var again = FileLinker.Link(People(folder, "3,BOB,Jones,04/03/1970\n1,ann,SMITH,1980-01-02\n2,Ann,Smith,1980-01-02\n") with { OnlyNew = true }, null, CancellationToken.None).Result;

        Assert.Equal((0, 0, 1), (again.Spine!.NewRecords, again.PairsCompared, again.Links));
        using var session = MatchingSession.Open();
        Assert.Equal(
            ["dataset|VARCHAR", "record_id|VARCHAR", "fingerprint|BLOB"],
            MatchingSession.Rows(session, $"SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet({SqlName.Literal(folder.PathOf("spine", "records-000002.parquet"))}))"));
        // Two records of the same evidence have the same.
        Assert.Equal(2, session.Scalar<long>($"SELECT count(DISTINCT fingerprint) FROM read_parquet({SqlName.Literal(folder.PathOf("spine", "records-000002.parquet"))}) WHERE octet_length(fingerprint) = 32", CancellationToken.None));
        Assert.False(OwnerOnly.IsOpenToOthers(folder.PathOf("spine", "fingerprint.key")));
    }

    [Fact]
    public void Link_OnlyNewWithoutTheKey_ComparesEverything()
    {
        using var folder = new TemporaryFolder();
        var request = People(folder, "1,Ann,Smith,1980-01-02\n2,Ann,Smith,02/01/1980\n3,Bob,Jones,1970-03-04\n");
        FileLinker.Link(request, null, CancellationToken.None);
        File.Delete(folder.PathOf("spine", "fingerprint.key"));

        Assert.Equal(3, FileLinker.Link(request with { OnlyNew = true }, null, CancellationToken.None).Result.Spine!.NewRecords);
    }

    [Fact]
    public void Link_OnlyNewWhereTheRunBeforeDoesNotStandForTheRest_IsRefusedAndWritesNothing()
    {
        using var folder = new TemporaryFolder();
        const string Rows = "1,Ann,Smith,1980-01-02\n2,Ann,Smith,02/01/1980\n3,Bob,Jones,1970-03-04\n";
        var request = People(folder, Rows);
        string Refused(FileLinkRequest wrong) => Assert.Throws<MatchingInputException>(() => FileLinker.Link(wrong with { OnlyNew = true }, null, CancellationToken.None)).ToString();

        Assert.Contains("--spine", Refused(request with { Spine = null }), StringComparison.Ordinal);
        FileLinker.Link(request with { Out = folder.PathOf("out") }, null, CancellationToken.None);
        Assert.Contains("other settings", Refused(request with { Settings = folder.Write("other.json", """{ "maxRecordsPerUprn": 5 }""") }), StringComparison.Ordinal);
        Assert.Contains("other settings", Refused(request with { Ignore = ["dob"] }), StringComparison.Ordinal);
        Assert.Contains("from 0.001 on", Refused(request with { Truth = "surname", Settings = folder.Write("surname.json", """{ "columns": { "surname": "Surname" } }""") }) + Refused(request with { Report = folder.PathOf("report.html") }), StringComparison.Ordinal);
        var model = File.ReadAllText(folder.PathOf("out", "model.json"));
        folder.Write("model.json", model.Replace("\"seed\": ", "\"seed\": 1", StringComparison.Ordinal));
        Assert.Contains("another model", Refused(request with { Settings = folder.Write("modelled.json", """{ "model": "model.json" }""") }), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.PathOf("spine", "ledger-000002.parquet")));

        // A threshold decides which links count, not what is compared.
        Assert.Equal(0, FileLinker.Link(request with { OnlyNew = true, Settings = folder.Write("lower.json", """{ "threshold": 0.5 }""") }, null, CancellationToken.None).Result.Spine!.NewRecords);
        File.AppendAllText(folder.PathOf("spine", "records-000002.parquet"), "x");
        Assert.Contains("the past was changed", Refused(request), StringComparison.Ordinal);
    }

    /// <summary>A spine of before there was anything to keep is one to carry on, but not to compare less for.</summary>
    [Fact]
    public void Link_OnlyNewOverASpineThatKeepsNothing_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using (var session = MatchingSession.Open())
        using (var spine = SpineFolder.Open(folder.PathOf("spine")))
        {
            session.Execute(
                """
                CREATE TABLE clusters AS SELECT 'left' AS dataset, '1' AS record_id, 0 AS cluster_number;
                CREATE TABLE links (left_dataset VARCHAR, left_id VARCHAR, right_dataset VARCHAR, right_id VARCHAR, match_probability DOUBLE, match_weight DOUBLE)
                """,
                CancellationToken.None);
            spine.Write(session, spine.Update(session, "old", new SqlName("clusters"), new SqlName("links"), .95, CancellationToken.None), CancellationToken.None);
        }

        var request = People(folder, "1,Ann,Smith,1980-01-02\n2,Ann,Smith,02/01/1980\n");
        Assert.Contains("does not hold", Assert.Throws<MatchingInputException>(() => FileLinker.Link(request with { OnlyNew = true }, null, CancellationToken.None)).Message, StringComparison.Ordinal);
        Assert.Equal(2, FileLinker.Link(request, null, CancellationToken.None).Result.Spine!.Number);
        Assert.Equal(0, FileLinker.Link(request with { OnlyNew = true }, null, CancellationToken.None).Result.Spine!.NewRecords);
    }

    private static FileLinkRequest People(TemporaryFolder folder, string rows) =>
        new() { Left = folder.Write("people.csv", "id,first_name,surname,dob\n" + rows), Id = "id", Spine = folder.PathOf("spine") };

    private static void MakeDays(TemporaryFolder folder)
    {
        using var session = MatchingSession.Open();
        SyntheticPeople.Make(session, 1_500);
        session.Execute(
            """
            CREATE TABLE a1 AS SELECT * REPLACE ('a' || id AS id) FROM a WHERE i % 31 <> 0 UNION ALL SELECT * REPLACE ('twice' || id AS id) FROM b WHERE i % 3 < 2; CREATE TABLE b1 AS FROM b;
            CREATE TABLE a2 AS SELECT * REPLACE ('a' || id AS id) FROM a UNION ALL SELECT * REPLACE ('twice' || id AS id) FROM b WHERE i % 3 < 2 AND i % 37 <> 3;
            CREATE TABLE b2 AS SELECT * REPLACE (CASE WHEN i % 41 = 1 THEN 'newname' ELSE surname END AS surname) FROM b WHERE i % 37 <> 3
            """,
            CancellationToken.None);
        foreach (var table in new[] { "a1", "b1", "a2", "b2" })
        {
            session.Execute($"COPY (SELECT * EXCLUDE (i) FROM {table} ORDER BY id) TO {SqlName.Literal(folder.PathOf(table + ".csv"))} (HEADER)", CancellationToken.None);
        }
    }

    private static void CopySpine(TemporaryFolder folder, string from, string to)
    {
        OwnerOnly.CreateFolder(folder.PathOf(to));
        foreach (var file in Directory.EnumerateFiles(folder.PathOf(from)))
        {
            File.Copy(file, folder.PathOf(to, Path.GetFileName(file)));
        }
    }
}
