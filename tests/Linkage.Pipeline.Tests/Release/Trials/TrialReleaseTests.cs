using System.Globalization;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Linkage.Governance.Grants;
using Linkage.Governance.Rules;
using Linkage.Pipeline.Projects;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Release.Trials;
using Linkage.Pipeline.Zones;
using Linkage.TestKit;

namespace Linkage.Pipeline.Tests.Release.Trials;

/// <summary>A release with a trial: what its outputs may hold, what it says of the trial, and what stops it.</summary>
public sealed class TrialReleaseTests : IDisposable
{
    private static readonly GrantedTrial Trial = TrialWorld.ByHousehold;

    private readonly TrialWorld _trials = new();

    public void Dispose() => _trials.Dispose();

    [Fact]
    public void Execute_SameRequestTwice_SameBytesInEveryFileAndOneRegister()
    {
        var first = _trials.Release(_trials.Request(Trial) with { Threads = 1 }, Trial);
        var kept = BundleFiles.Read(first.Bundle.Path);
        Directory.Delete(first.Bundle.Path, recursive: true);

        var second = _trials.Release(_trials.Request(Trial) with { Threads = 4 }, Trial);

        Assert.Equal(kept, BundleFiles.Read(second.Bundle.Path));
        Assert.Single(_trials.World.Store.Under(Zone.Research, "enrolment"));
    }

    [Fact]
    public void Execute_Counts_AreProtectedAndAddUpToTheArms()
    {
        var released = _trials.Release(Trial);

        var arms = _trials.Enrolled(Trial);
        var shown = ReleaseWorld.Read($"SELECT arm, people FROM read_parquet('{released.Bundle.Path}/data/arms.parquet')", r => (Arm: r.GetString(0), People: r.GetInt64(1)));
        Assert.Equal(["letter", "usual-service"], shown.Select(s => s.Arm).Order(StringComparer.Ordinal));
        Assert.All(shown, s => Assert.InRange(s.People - arms.Count(a => a.Value == s.Arm), -2, 2));
        Assert.All(shown, s => Assert.Equal(0, s.People % 5));
    }

    [Fact]
    public void Execute_Rows_HaveTheArmOfTheRegister()
    {
        var rows = ReleaseWorld.Families("SELECT person_key, arm FROM cohort", new ProjectOutputColumn("arm", "Value", []));
        var released = _trials.Release(Trial, null, 0, rows);

        var arms = _trials.Enrolled(Trial);
        var written = ReleaseWorld.Read(
            $"SELECT CAST(i AS INTEGER), arm FROM read_parquet('{released.Bundle.Path}/data/families.parquet') JOIN range(1, 1001) r(i) ON person_key = unhex(sha256('p' || i))", r => (r.GetInt32(0), r.GetString(1)));
        Assert.Equal(998, written.Count);
        Assert.All(written, w => Assert.Equal(arms[w.Item1], w.Item2));
    }

    [Fact]
    public void Execute_CohortAsItIs_HasTheArmAsItsLastColumn()
    {
        var rows = new ProjectOutput("families", OutputKind.PseudonymisedRows, "Row", null, [new("person_key", "Key", []), new("ward_code", "Dimension", ["food-vouchers.ward_code", "rent-arrears-panel.ward_code"]), new("arm", "Value", [])], []);

        Assert.True(_trials.Release(Trial, null, 0, rows).Bundle.Files.Single().Rows > 900);
    }

    [Theory]
    [InlineData("SELECT person_key, arm AS grp FROM cohort", "grp", "food-vouchers.ward_code", "can hold (trial).arm")]
    [InlineData("SELECT person_key, CASE arm WHEN 'letter' THEN 'x' END AS grp FROM cohort", "grp", "food-vouchers.ward_code", "can hold (trial).arm")]
    [InlineData("SELECT person_key, ward_code AS arm FROM cohort", "arm", null, "can hold food_vouchers.ward_code")]
    [InlineData("SELECT person_key, arm || ward_code AS arm FROM cohort", "arm", null, "can hold food_vouchers.ward_code")]
    public void Execute_ArmUnderAnotherNameOrWithMoreInIt_Refuses(string sql, string column, string? source, string message)
    {
        var refused = _trials.Refuse(_trials.Request(Trial, null, 0, ReleaseWorld.Families(sql, new ProjectOutputColumn(column, "Value", source is null ? [] : [source]))), Trial);

        Assert.Equal("COLUMN_NOT_PERMITTED", refused.Code);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.Empty(_trials.World.Store.Under(Zone.Research, "enrolment"));
    }

    [Fact]
    public void Execute_ArmByColumn_HasToDeclareTheColumn()
    {
        ProjectOutput Rows(params string[] sources) => ReleaseWorld.Families("SELECT person_key, arm FROM cohort", new ProjectOutputColumn("arm", "Value", sources));

        Assert.Equal("COLUMN_NOT_PERMITTED", _trials.Refuse(_trials.Request(TrialWorld.ByWard, null, 0, Rows()), TrialWorld.ByWard).Code);
        Assert.Equal("COLUMN_NOT_PERMITTED", _trials.Refuse(_trials.Request(TrialWorld.ByWard, null, 0, Rows("food-vouchers.ward_code")), TrialWorld.ByWard).Code);
        _trials.Release(TrialWorld.ByWard, null, 0, Rows("food-vouchers.ward_code", "rent-arrears-panel.ward_code"));
    }

    [Theory]
    [InlineData("SELECT ward_code FROM food_vouchers", "has no such column")]
    [InlineData("SELECT person_key, ward_code, 1 AS arm FROM food_vouchers", "column arm")]
    [InlineData("SELECT person_key FROM food_vouchers", "ward_code")]
    [InlineData("SELECT person_key, ward_code, 1 AS ARM FROM food_vouchers", "column arm")]
    public void Execute_CohortThatCannotBeParted_Refuses(string cohort, string message)
    {
        var refused = _trials.Refuse(_trials.Request(Trial, cohort), Trial);

        Assert.Equal("TRIAL_CANNOT_BE_ASSIGNED", refused.Code);
        Assert.True(refused.Message.Contains(message, StringComparison.Ordinal) || refused.Message.Contains("without a column arm", StringComparison.Ordinal), refused.Message);
    }

    [Fact]
    public void Execute_StratumThatMayNotBeOutput_Refuses()
    {
        var request = _trials.Request(Trial);
        var refused = _trials.World.Refuse(request, TrialWorld.Terms(request, Trial) with { PermitsOutput = (_, _) => false });

        Assert.Equal("COLUMN_NOT_PERMITTED", refused.Code);
        Assert.Contains("counts by ward_code", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_OutreachToEverybody_RefusesAndToTheOthersReleases()
    {
        var everybody = ReleaseWorld.Outreach() with { Query = ReleaseWorld.Query("outreach.sql", "SELECT person_key FROM cohort") };
        var refused = _trials.Refuse(_trials.Request(Trial, null, 0, everybody), Trial);
        Assert.Equal("CONTROL_ARM_IN_OUTREACH", refused.Code);
        Assert.DoesNotContain(refused.Message, char.IsAsciiDigit);

        var letters = everybody with { Query = ReleaseWorld.Query("outreach.sql", "SELECT person_key FROM cohort WHERE arm = 'letter'") };
        var released = _trials.Release(Trial, null, 0, letters);

        var arms = _trials.Enrolled(Trial);
        var houses = ReleaseWorld.Read($"SELECT CAST(regexp_extract(address, '[0-9]+') AS INTEGER) FROM read_parquet('{released.Bundle.Path}/data/outreach.parquet')", r => r.GetInt32(0));
        Assert.True(houses.Count > 500);
        Assert.All(houses, person => Assert.Equal("letter", arms[person]));
    }

    [Fact]
    public void Before_AnotherDesign_IsRefused()
    {
        _trials.Release(Trial);

        foreach (var other in new[] { Trial with { Unit = TrialUnit.Person }, Trial with { Strata = [] }, Trial with { Arms = [Trial.Arms[0] with { Share = 1 }, Trial.Arms[1]] }, Trial with { Arms = [Trial.Arms[0], Trial.Arms[1] with { IsControl = false }] } })
        {
            Assert.Equal("TRIAL_DESIGN_CHANGED", Before(other).Refusal!.Value.Code);
        }

        Assert.Null(Before(Trial with { Id = "another" }).Refusal);
        Assert.NotNull(Before(Trial).Register);
    }

    [Fact]
    public void Before_RegisterGoneOrDamaged_IsRefusedAndNobodyIsDealtAgain()
    {
        Assert.Equal((null, null), Before(Trial));
        _trials.Release(Trial);
        var register = Before(Trial).Register!;
        Assert.Equal((null, null), EnrolmentRegister.Before(_trials.World.Store, "homes-and-money", Trial, ReleaseWorld.Instant));

        var path = register.PathOf(EnrolmentRegister.File);
        var bytes = File.ReadAllBytes(path);
        bytes[^20] ^= 1;
        File.Delete(path);
        File.WriteAllBytes(path, bytes);
        Assert.Equal("TRIAL_REGISTER_MISSING", Before(Trial).Refusal!.Value.Code);

        // It is in quarantine now, and the release still says that there was one.
        Assert.Empty(_trials.World.Store.Under(Zone.Research, "enrolment"));
        Assert.Equal("TRIAL_REGISTER_MISSING", Before(Trial).Refusal!.Value.Code);
    }

    [Fact]
    public void Statement_SaysTheTrialAndWhatItWentOnFrom()
    {
        JsonElement Said(ReleaseResult.Released released)
        {
            using var statement = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(released.Bundle.Path, "statement.json")));
            using var schema = JsonDocument.Parse(File.ReadAllBytes(RepositoryPaths.Of("schemas", "formats", "release-statement.schema.json")));
            Assert.Empty(SchemaCheck.Of(statement.RootElement, schema.RootElement));
            return statement.RootElement.GetProperty("predicate").GetProperty("trial").Clone();
        }

        using var key = TrialWorld.KeyOf(1);
        var first = Said(_trials.Release(Trial));
        Assert.Equal(("letters-2026", "Household", key.KeyId), (first.GetProperty("id").GetString(), first.GetProperty("unit").GetString(), first.GetProperty("key").GetString()));
        Assert.Equal(["letter False", "usual-service True"], first.GetProperty("arms").EnumerateArray().Select(a => $"{a.GetProperty("name")} {a.GetProperty("control").GetBoolean()}"));
        Assert.Equal(JsonValueKind.Null, first.GetProperty("register").ValueKind);

        var register = Before(Trial).Register!.DigestOf(EnrolmentRegister.File);
        Assert.Equal(register, Said(_trials.Release(Trial, month: 1)).GetProperty("register").GetString());
        Said(_trials.Release(TrialWorld.ByWard, null, 0, TrialWorld.ArmsByWard));
    }

    [Fact]
    public void Statement_WithoutATrial_SaysNothingOfOne()
    {
        var released = _trials.World.Release(_trials.World.Request(ReleaseWorld.Wards()));

        Assert.DoesNotContain("trial", File.ReadAllText(Path.Combine(released.Bundle.Path, "statement.json")), StringComparison.Ordinal);
        Assert.DoesNotContain("Trial", File.ReadAllText(Path.Combine(released.Bundle.Path, "quality.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Page_Balance_CountsUnitsAndPeopleApartAndShowsNoSmallCount()
    {
        var released = _trials.Release(Trial);
        var page = Page(released);

        var balance = Cells(page, "Balance");
        var arms = _trials.Enrolled(Trial);
        Assert.All(balance.Where(r => r[1] == "W9"), r => Assert.Equal("not shown", r[2]));
        Assert.All(balance.SelectMany(r => r.Skip(2)).Where(c => c != "not shown"), c => Assert.Equal(0, Whole(c) % 5));
        var letters = Cells(page, "By arm").Single(r => r[0] == "letter");
        Assert.InRange(Whole(letters[2]) - arms.Count(a => a.Value == "letter"), -2, 2);
        Assert.InRange(Whole(letters[3]) - arms.Where(a => a.Value == "letter").Select(a => a.Key / 2).Distinct().Count(), -2, 2);

    }

    [Fact]
    public void Page_Shares_StandWithTheirDenominatorsAndAreInBalance()
    {
        // Without the ward of four people, whose count hides others with it.
        var page = Page(_trials.Release(Trial, TrialWorld.CohortSql.Replace("FROM rent_arrears_panel", "FROM rent_arrears_panel WHERE ward_code <> 'W9'", StringComparison.Ordinal)));

        var shares = Cells(page, "Shares of the strata by arm");
        Assert.Equal(7, shares.Count);
        Assert.All(shares, r => Assert.Matches(@"^\d+\.\d% of [\d,]+\z", r[1]));
        Assert.All(shares, r => Assert.True(double.Parse(r[^1], CultureInfo.InvariantCulture) < 0.1, string.Join(' ', r)));
    }

    [Fact]
    public void Page_FewPeople_SharesAreNotGiven()
    {
        var page = Page(_trials.Release(Trial, "SELECT person_key, ward_code FROM rent_arrears_panel WHERE arrears_gbp <= 420"));

        Assert.All(Cells(page, "Balance"), r => Assert.All(r.Skip(2), c => Assert.Equal("not shown", c)));
        Assert.Contains("too few counts are shown", page.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Page_RowsAreReleased_CountsByArmAlone()
    {
        // A count by ward that is hidden here would have to be hidden in the rows too, with all of its arm.
        var page = Page(_trials.Release(Trial, null, 0, ReleaseWorld.Families("SELECT person_key, arm FROM cohort", new ProjectOutputColumn("arm", "Value", []))));

        Assert.Equal(2, Cells(page, "By arm").Count);
        Assert.DoesNotContain(page.Descendants("caption"), c => c.Value == "Balance");
    }

    [Fact]
    public void Execute_RowsOfAnArmTooSmallToCount_AreLeftOut()
    {
        var trial = TrialWorld.ByWard with { Arms = [TrialWorld.ByWard.Arms[0] with { Values = ["W9"] }, TrialWorld.ByWard.Arms[1] with { Values = [] }] };
        string[] wards = ["food-vouchers.ward_code", "rent-arrears-panel.ward_code"];
        var request = _trials.Request(trial, null, 0, ReleaseWorld.Families("SELECT person_key, arm FROM cohort", new ProjectOutputColumn("arm", "Value", wards)));
        var released = _trials.World.Release(request, TrialWorld.Terms(request, trial) with { KAnonymity = 2 });

        Assert.Equal(4, released.Report.RejectedByReason["CELL_SUPPRESSED"]);
        Assert.All(Cells(Page(released), "By arm").Where(r => r[0] == "control"), r => Assert.All(r.Skip(1), c => Assert.Equal("not shown", c)));
    }

    private (PublishedSet? Register, (string Code, string Message)? Refusal) Before(GrantedTrial trial) =>
        EnrolmentRegister.Before(_trials.World.Store, "homes-and-money", trial, ReleaseWorld.Instant.AddYears(1));

    private static long Whole(string text) => long.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static XDocument Page(ReleaseResult.Released released)
    {
        using var reader = XmlReader.Create(Path.Combine(released.Bundle.Path, "quality.html"), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        var page = XDocument.Load(reader);
        foreach (var element in page.Descendants())
        {
            element.Name = element.Name.LocalName;
        }

        return page;
    }

    private static List<List<string>> Cells(XDocument page, string caption) =>
        [.. page.Descendants("table").First(t => t.Element("caption")!.Value == caption).Element("tbody")!.Elements("tr").Select(r => r.Elements().Select(c => c.Value).ToList())];
}
