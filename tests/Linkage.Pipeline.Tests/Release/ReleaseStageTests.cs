using System.Text;
using System.Text.Json;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Run;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Tests.Release;

public sealed class ReleaseStageTests : IDisposable
{
    private readonly ReleaseWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Execute_Outreach_LeavesOutEveryoneItMustAndCountsThem()
    {
        var released = _world.Release(_world.Request(ReleaseWorld.Outreach()));

        // Unsafe: 100 and its household mate 101; 17 with the protected postcode and 16. Objections: 5 and 6. No address: 30.
        Assert.Equal(
            new Dictionary<string, long> { ["NO_CONTACT_DETAILS"] = 1, ["OPTED_OUT"] = 2, ["UNSAFE_TO_CONTACT"] = 4 },
            released.Report.RejectedByReason);
        Assert.Equal((1000, 993), (released.Report.In, released.Report.Kept));
        Assert.True(released.Report.Reconciles);
        var addresses = Rows(released, "outreach", "SELECT address FROM t", r => r.GetString(0));
        Assert.Equal(993, addresses.Count);
        foreach (var person in new[] { 5, 6, 16, 17, 30, 100, 101 })
        {
            Assert.DoesNotContain($"{person} Ash Grove", addresses);
        }

        Assert.Empty(Rows(released, "outreach", "SELECT 1 FROM t WHERE postcode LIKE 'ZZZ%'", r => r.GetInt32(0)));
    }

    [Fact]
    public void Execute_Outreach_TakesContactsFromTheFirstDatasetThatHasThem()
    {
        var released = _world.Release(_world.Request(ReleaseWorld.Outreach()));

        var rows = Rows(released, "outreach", "SELECT name, address, postcode, channel FROM t", r => (r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3)));
        Assert.Contains(("Forename450 SURNAME450", "450 Ash Grove", "AA1 0AA", "letter"), rows);
        Assert.Contains(("Ms Name451", "451 Ash Grove", "AA1 1AA", "letter"), rows);
        Assert.Contains(("Mrs Fore700 Sur700", "700 Elm Road", "BB2 2BB", "letter"), rows);
        Assert.Contains(("Fore701 Sur701", "701 Elm Road", "BB2 2BB", "letter"), rows);
        Assert.DoesNotContain(rows, r => r.Item2 == "450 Elm Road");
    }

    [Fact]
    public void Execute_Outreach_HoldsNoPersonOrRecordKey()
    {
        var released = _world.Release(_world.Request(ReleaseWorld.Outreach()));

        var bytes = Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(released.Bundle.Path, "outreach.parquet")));
        var text = string.Join('\n', Rows(released, "outreach", "SELECT concat_ws('|', COLUMNS(*)) FROM t", r => r.GetString(0)));
        foreach (var person in Enumerable.Range(1, 1000))
        {
            foreach (var letter in "pvah")
            {
                var key = ReleaseWorld.HashOf($"{letter}{person}");
                Assert.DoesNotContain(Encoding.Latin1.GetString(Convert.FromHexString(key)), bytes, StringComparison.Ordinal);
                Assert.DoesNotContain(key[..16], text, StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    [Theory]
    [InlineData("SELECT person_key, hex(person_key) AS note FROM food_vouchers")]
    [InlineData("SELECT person_key, 'ref ' || lower(hex(person_key)) AS note FROM food_vouchers")]
    [InlineData("SELECT person_key, base64(person_key) AS note FROM food_vouchers")]
    [InlineData("SELECT person_key, person_key AS note FROM food_vouchers")]
    public void Execute_OutreachQueryThatSpellsTheKey_Refuses(string sql)
    {
        var output = ReleaseWorld.Outreach(new ProjectOutputColumn("note", "Value", [])) with { Query = ReleaseWorld.Query("outreach.sql", sql) };

        var refused = _world.Refuse(_world.Request(output));

        Assert.Equal(sql.Contains(", person_key", StringComparison.Ordinal) ? "OUTPUT_COLUMNS_DIFFER" : "PERSON_KEY_IN_OUTREACH", refused.Code);
        AssertNothingReleased();
    }

    [Fact]
    public void Execute_OutreachWithAValueColumn_KeepsIt()
    {
        var output = ReleaseWorld.Outreach(new ProjectOutputColumn("vouchers", "Value", ["food-vouchers.vouchers_issued"])) with
        {
            Query = ReleaseWorld.Query("outreach.sql", "SELECT person_key, vouchers_issued AS vouchers FROM food_vouchers"),
        };

        var released = _world.Release(_world.Request(output));

        Assert.Equal(2, Rows(released, "outreach", "SELECT vouchers FROM t WHERE address = '4 Ash Grove'", r => r.GetInt64(0)).Single());
    }

    [Fact]
    public void Execute_OutreachTheGrantDoesNotCover_RefusesWithItsCode()
    {
        var request = _world.Request(ReleaseWorld.Outreach());
        var terms = ReleaseWorld.Terms(request);

        Assert.Equal("REIDENTIFICATION_NOT_PERMITTED", _world.Refuse(request, terms with { ReidentificationAllowed = false }).Code);
        Assert.Equal("CHANNEL_NOT_PERMITTED", _world.Refuse(request, terms with { Channels = ["email"] }).Code);
        Assert.Equal("COLUMN_NOT_PERMITTED", _world.Refuse(request, terms with { ContactColumns = ["name", "postcode"] }).Code);
        Assert.Equal("COLUMN_NOT_PERMITTED", _world.Refuse(request, terms with { PermitsOutput = (_, _) => false }).Code);
        Assert.Equal("SELECTION_NOT_PERMITTED", _world.Refuse(request, terms with { Selections = [("cohort", new string('0', 64))] }).Code);
        Assert.Equal("SUPPRESSION_LIST_MISSING", _world.Refuse(request with { Suppressions = [] }, terms).Code);
        Assert.Equal("RULE_EXPIRED", _world.Refuse(request, terms with { EffectiveEnd = ReleaseWorld.Instant }).Code);
        Assert.Equal("GATE_DENIED", _world.Refuse(request with { Decision = request.Decision with { IsAllowed = false } }, terms).Code);
        Assert.Equal("COLUMN_NOT_PERMITTED", _world.Refuse(request, terms with { Channel = "phone", Channels = ["phone"] }).Code);
        Assert.Equal("CHANNEL_NOT_PERMITTED", _world.Refuse(request, terms with { Channel = "pigeon", Channels = ["pigeon"] }).Code);
        Assert.Equal("OUTPUT_COLUMNS_DIFFER", _world.Refuse(_world.Request(ReleaseWorld.Outreach(new ProjectOutputColumn("Name", "Value", [])))).Code);
        var withKey = _world.Request(ReleaseWorld.Outreach(new ProjectOutputColumn("person_key", "Key", [])));
        Assert.Equal("PERSON_KEY_IN_OUTREACH", _world.Refuse(withKey).Code);
        AssertNothingReleased();
    }

    [Theory]
    [InlineData("SELECT * FROM read_csv('x.csv')", "COHORT_QUERY_REFUSED")]
    [InlineData("SELECT person_kee FROM food_vouchers", "COHORT_QUERY_FAILED")]
    [InlineData("SELECT person_key, vouchers_issued FROM food_vouchers", "OUTPUT_COLUMNS_DIFFER")]
    [InlineData("SELECT vouchers_issued AS person_key FROM food_vouchers", "OUTPUT_COLUMNS_DIFFER")]
    public void Execute_CohortQueryThatDoesNotFit_Refuses(string sql, string code)
    {
        var request = _world.Request(ReleaseWorld.Outreach());
        request = request with { Project = request.Project with { Cohort = ReleaseWorld.Query("cohort.sql", sql) } };

        Assert.Equal(code, _world.Refuse(request).Code);
        AssertNothingReleased();
    }

    [Fact]
    public void Execute_DuplicateAndKeylessCohortRows_AreCounted()
    {
        var request = _world.Request(ReleaseWorld.Outreach());
        const string sql = "SELECT person_key FROM rent_arrears_panel UNION ALL SELECT person_key FROM rent_arrears_panel WHERE arrears_gbp > 990 UNION ALL SELECT NULL";
        request = request with { Project = request.Project with { Cohort = ReleaseWorld.Query("cohort.sql", sql) } };

        var released = _world.Release(request);

        Assert.Equal(new Dictionary<string, long> { ["DUPLICATE_PERSON"] = 10, ["NO_PERSON_KEY"] = 1 }, released.Report.RejectedByReason);
        Assert.Equal(600, released.Report.Kept);
    }

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
    [InlineData("SELECT ward_code, CAST(max(arrears_gbp) AS DOUBLE) AS people FROM rent_arrears_panel GROUP BY ward_code")]
    [InlineData("SELECT ward_code, NULL::BIGINT AS people FROM rent_arrears_panel GROUP BY ward_code")]
    [InlineData("SELECT ward_code, -5::BIGINT AS people FROM rent_arrears_panel GROUP BY ward_code")]
    public void Execute_CountsThatAreNone_Refuses(string sql) =>
        Assert.Equal("DISCLOSURE_FAILED", _world.Refuse(_world.Request(ReleaseWorld.Wards(sql))).Code);

    [Fact]
    public void Execute_SameRequestTwice_SameBytesInEveryFile()
    {
        var request = _world.Request(ReleaseWorld.Outreach(), ReleaseWorld.Rows(), ReleaseWorld.Wards());
        var first = _world.Release(request with { Threads = 1 });
        var kept = Copy(first.Bundle.Path);
        Directory.Delete(first.Bundle.Path, recursive: true);

        var second = _world.Release(_world.Request(ReleaseWorld.Outreach(), ReleaseWorld.Rows(), ReleaseWorld.Wards()) with { Threads = 4 });

        Assert.Equal(first.Bundle.Id, second.Bundle.Id);
        Assert.False(second.Bundle.AlreadyPublished);
        Assert.Equal(kept, Copy(second.Bundle.Path));
        Assert.Equal(7, kept.Count);
    }

    [Fact]
    public void Execute_ManyRowGroupsOnOneAndFourThreads_SameBytesInEveryFile()
    {
        using var world = new ReleaseWorld(people: 300_000);
        var one = world.Release(world.Request(ReleaseWorld.Outreach(), ReleaseWorld.Rows(), ReleaseWorld.Wards()) with { Threads = 1 });
        var kept = Copy(one.Bundle.Path);
        Directory.Delete(one.Bundle.Path, recursive: true);

        var four = world.Release(world.Request(ReleaseWorld.Outreach(), ReleaseWorld.Rows(), ReleaseWorld.Wards()) with { Threads = 4 });

        Assert.True(four.Report.Reconciles);
        Assert.Equal(kept, Copy(four.Bundle.Path));
    }

    [Fact]
    public void Execute_AlreadyPublished_SaysSoAndKeepsIt()
    {
        var first = _world.Release(_world.Request(ReleaseWorld.Outreach()));

        var second = _world.Release(_world.Request(ReleaseWorld.Outreach()));

        Assert.True(second.Bundle.AlreadyPublished);
        Assert.Equal(first.Bundle.Path, second.Bundle.Path);
        Assert.Equal(0, _world.Store.SweepStaging());
    }

    [Fact]
    public void Execute_PublishedBundleWasDamaged_QuarantinesAndMakesItAgain()
    {
        var first = _world.Release(_world.Request(ReleaseWorld.Outreach()));
        var path = Path.Combine(first.Bundle.Path, "quality.json");
        File.Delete(path);
        File.WriteAllText(path, "{}");

        var second = _world.Release(_world.Request(ReleaseWorld.Outreach()));

        Assert.False(second.Bundle.AlreadyPublished);
        Assert.True(ReleaseVerifier.Verify(second.Bundle.Path, _world.PublicKeyPath, ReleaseWorld.Instant).IsValid);
        Assert.Single(Directory.GetDirectories(_world.Store.FolderOf(Zone.Quarantine)));
    }

    [Fact]
    public void Execute_OtherInstantModelOrRecipient_IsAnotherRelease()
    {
        var request = _world.Request(ReleaseWorld.Wards());
        var ids = new[]
        {
            _world.Release(request).Bundle.Id,
            _world.Release(request with { Instant = ReleaseWorld.Instant.AddSeconds(1) }).Bundle.Id,
            _world.Release(request with { Model = ReleaseWorld.HashOf("other model") }).Bundle.Id,
            _world.Release(request, ReleaseWorld.Terms(request) with { RecipientTeam = "research-team" }).Bundle.Id,
            _world.Release(request with { PreviousRelease = "release-0" }).Bundle.Id,
        };

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Execute_LimitWithoutOrder_StillOneAnswer()
    {
        var rows = ReleaseWorld.Rows("SELECT person_key, ward_code, tenure FROM rent_arrears_panel WHERE ward_code <> 'W9' LIMIT 400");
        var one = _world.Release(_world.Request(rows) with { Threads = 1 });
        var kept = Copy(one.Bundle.Path);
        Directory.Delete(one.Bundle.Path, recursive: true);

        Assert.Equal(kept, Copy(_world.Release(_world.Request(rows) with { Threads = 4 }).Bundle.Path));
    }

    [Fact]
    public void Execute_ParquetMetadata_NamesReleaseRuleAndExpiry()
    {
        var released = _world.Release(_world.Request(ReleaseWorld.Outreach()));

        var metadata = ReleaseWorld.Read(
            $"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{released.Bundle.Path}/outreach.parquet')",
            r => (r.GetString(0), r.GetString(1)));
        Assert.Contains(("linkage.release", released.Bundle.Id), metadata);
        Assert.Contains(("linkage.rule", "homes-and-money"), metadata);
        Assert.Contains(("linkage.rule_hash", ReleaseWorld.HashOf("rule")), metadata);
        Assert.Contains(("linkage.classification", "identifying"), metadata);
        Assert.Contains(("linkage.expires", "2027-01-21T01:30:00Z"), metadata);
    }

    [Fact]
    public void Execute_Always_LeavesNoScratch()
    {
        _world.Release(_world.Request(ReleaseWorld.Outreach()));
        _world.Refuse(_world.Request(ReleaseWorld.Rows("SELECT 1 AS x")));

        Assert.Empty(Directory.GetFileSystemEntries(_world.Scratch));
    }

    [Fact]
    public void Execute_Cancelled_PublishesNothing()
    {
        using var key = Pipeline.Keys.SigningKey.Open(_world.Vault);
        var request = _world.Request(ReleaseWorld.Outreach());

        Assert.ThrowsAny<OperationCanceledException>(() =>
            ReleaseStage.Execute(request, ReleaseWorld.Terms(request), _world.Store, key, null, new CancellationToken(true)));
        AssertNothingReleased();
    }

    [Theory]
    [InlineData("../quality.json")]
    [InlineData("statement.json")]
    [InlineData("_seal.json")]
    [InlineData(".hidden")]
    [InlineData("OUTREACH.parquet")]
    public void Execute_AttachmentWithABadName_Refuses(string name)
    {
        var request = _world.Request(ReleaseWorld.Outreach()) with { Attachments = new Dictionary<string, byte[]> { [name] = [1] } };

        Assert.Equal("FILE_NAME_NOT_ALLOWED", _world.Refuse(request).Code);
    }

    [Fact]
    public void Execute_MountedFileBroken_FailsWithoutItsContent()
    {
        var request = _world.Request(ReleaseWorld.Outreach());
        File.WriteAllText(request.Mounted.First().Value, "zqcanary,1,2");

        var error = Assert.Throws<StageException>(() => _world.Execute(request));

        Assert.DoesNotContain("zqcanary", error.ToString(), StringComparison.Ordinal);
    }

    private static SortedDictionary<string, string> Copy(string folder) =>
        new(Directory.GetFiles(folder).ToDictionary(f => Path.GetFileName(f)!, f => Convert.ToBase64String(File.ReadAllBytes(f))), StringComparer.Ordinal);

    private static IReadOnlyList<T> Rows<T>(ReleaseResult.Released released, string output, string sql, Func<System.Data.Common.DbDataReader, T> read) =>
        ReleaseWorld.Read($"WITH t AS (SELECT * FROM read_parquet('{released.Bundle.Path}/{output}.parquet')) {sql}", read);

    private void AssertNothingReleased() =>
        Assert.Empty(Directory.GetFiles(_world.Store.FolderOf(Zone.Release), "*", SearchOption.AllDirectories));
}
