using System.Text;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Tests.Release;

public sealed class OutreachOutputTests : IDisposable
{
    private readonly ReleaseWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Execute_Outreach_LeavesOutEveryoneItMustAndCountsThem()
    {
        var released = _world.Release(_world.Request(ReleaseWorld.Outreach()));

        // Unsafe: 100 and 101 by the list, 16 and 17 by a protected address. Objections: 5 and 6. No address: 30.
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
    public void Execute_MinimumAge_LeavesOutWhoIsYoungerByAnyRecordThatMayBeRead()
    {
        var request = _world.Request(ReleaseWorld.Outreach());
        var terms = ReleaseWorld.Terms(request) with { MinimumAge = 18 };

        var released = _world.Release(request, terms);

        // 402 turns 18 tomorrow, 403 is a baby, 405 is young by the arrears record alone. 401 and 406 turn 18 today, 404 has no date.
        Assert.Equal(3, released.Report.RejectedByReason["UNDER_AGE"]);
        Assert.True(released.Report.Reconciles);
        var addresses = Rows(released, "outreach", "SELECT address FROM t", r => r.GetString(0));
        Assert.Empty(addresses.Intersect(["402 Ash Grove", "403 Ash Grove", "405 Ash Grove"]));
        Assert.Equal(3, addresses.Intersect(["401 Ash Grove", "404 Ash Grove", "406 Ash Grove"]).Count());
    }

    [Fact]
    public void Execute_MinimumAge_IsOfTheDayInUtc()
    {
        // Half past midnight in summer time of the day on which 402 turns 18 is still the day before in UTC.
        var request = _world.Request(ReleaseWorld.Outreach()) with { Instant = new DateTimeOffset(2026, 11, 23, 0, 30, 0, TimeSpan.FromHours(1)) };
        var terms = ReleaseWorld.Terms(request) with { MinimumAge = 18 };

        Assert.Equal(3, _world.Release(request, terms).Report.RejectedByReason["UNDER_AGE"]);
        Assert.Equal(1, _world.Release(request with { Instant = request.Instant.AddHours(1) }, terms).Report.RejectedByReason["UNDER_AGE"]);
    }

    [Fact]
    public void Execute_NoMinimumAgeOrNoDateGrantedForMatch_ReadsNoDate()
    {
        var request = _world.Request(ReleaseWorld.Outreach());
        var terms = ReleaseWorld.Terms(request);

        Assert.DoesNotContain("UNDER_AGE", _world.Release(request, terms).Report.RejectedByReason.Keys);
        var without = terms with { MinimumAge = 18, PermitsMatch = (dataset, _) => dataset == "rent-arrears-panel", ContentHash = ReleaseWorld.HashOf("other grant") };
        Assert.Equal(1, _world.Release(request, without).Report.RejectedByReason["UNDER_AGE"]);
    }

    [Fact]
    public void Execute_NobodyLookedForProtectedAddresses_Refuses()
    {
        var request = _world.Request(ReleaseWorld.Outreach());

        var refused = _world.Refuse(request with { Suppressions = [.. request.Suppressions.Where(s => s.List.Value != "protected-address")] });

        Assert.Equal("SUPPRESSION_LIST_MISSING", refused.Code);
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

        var bytes = Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(released.Bundle.Path, "data", "outreach.parquet")));
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
    [InlineData("SELECT person_key, md5(hex(person_key)) AS note FROM food_vouchers")]
    [InlineData("SELECT person_key, row_number() OVER (ORDER BY person_key) AS note FROM food_vouchers")]
    [InlineData("WITH k AS (SELECT person_key, right(hex(person_key), 8) AS tail FROM food_vouchers) SELECT person_key, tail AS note FROM k")]
    public void Execute_OutreachQueryThatSpellsTheKey_Refuses(string sql)
    {
        var output = ReleaseWorld.Outreach(new ProjectOutputColumn("note", "Value", [])) with { Query = ReleaseWorld.Query("outreach.sql", sql) };

        var refused = _world.Refuse(_world.Request(output));

        Assert.Equal("PERSON_KEY_IN_OUTREACH", refused.Code);
        Assert.Contains("made of the person key", refused.Message, StringComparison.Ordinal);
        AssertNothingReleased();
    }

    [Fact]
    public void Execute_OutreachQueryThatHoldsKeysAsText_RefusesByTheirValues()
    {
        var sql = $"SELECT person_key, 'ref {ReleaseWorld.HashOf("p3")}' AS note FROM food_vouchers";
        var output = ReleaseWorld.Outreach(new ProjectOutputColumn("note", "Value", [])) with { Query = ReleaseWorld.Query("outreach.sql", sql) };

        var refused = _world.Refuse(_world.Request(output));

        Assert.Equal("PERSON_KEY_IN_OUTREACH", refused.Code);
        Assert.Contains("in another spelling", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("arrears_gbp")]
    [InlineData("vouchers_issued")]
    public void Execute_SelectOnlyColumnUnderAPermittedName_Refuses(string column)
    {
        var table = column == "arrears_gbp" ? "rent_arrears_panel" : "food_vouchers";
        var output = ReleaseWorld.Outreach(new ProjectOutputColumn("ward_code", "Value", ["rent-arrears-panel.ward_code"])) with
        {
            Query = ReleaseWorld.Query("outreach.sql", $"SELECT person_key, CAST({column} AS VARCHAR) AS ward_code FROM {table}"),
        };

        var refused = _world.Refuse(_world.Request(output));

        Assert.Equal("COLUMN_NOT_PERMITTED", refused.Code);
        Assert.Contains($"{table}.{column}", refused.Message, StringComparison.Ordinal);
        AssertNothingReleased();
    }

    [Fact]
    public void Execute_CohortColumnUnderAPermittedName_IsFollowedIntoTheOutput()
    {
        var request = _world.Request(ReleaseWorld.Rows("SELECT person_key, ward_code, tenure FROM cohort"));
        const string sql = "SELECT person_key, CAST(arrears_gbp AS VARCHAR) AS ward_code, tenure FROM rent_arrears_panel";
        request = request with { Project = request.Project with { Cohort = ReleaseWorld.Query("cohort.sql", sql) } };

        var refused = _world.Refuse(request);

        Assert.Equal("COLUMN_NOT_PERMITTED", refused.Code);
        Assert.Contains("families.ward_code", refused.Message, StringComparison.Ordinal);
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

    private static IReadOnlyList<T> Rows<T>(ReleaseResult.Released released, string output, string sql, Func<System.Data.Common.DbDataReader, T> read) =>
        ReleaseWorld.Read($"WITH t AS (SELECT * FROM read_parquet('{released.Bundle.Path}/data/{output}.parquet')) {sql}", read);

    private void AssertNothingReleased() =>
        Assert.Empty(Directory.GetFiles(_world.Store.FolderOf(Zone.Release), "*", SearchOption.AllDirectories));
}
