using System.Text;
using Linkage.Pipeline.Keys;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Zones;

namespace Linkage.Pipeline.Tests.Release;

/// <summary>Releases one after the other: what a reader of all of them must not learn.</summary>
public sealed class EarlierReleasesTests : IDisposable
{
    private const string Everybody = "true";

    // In W2 there are about 85 people; these are three of them, and twelve.
    private const string WithoutThree = "i NOT IN (408, 415, 422)";
    private const string WithoutTwelve = "i NOT IN (408, 415, 422, 429, 436, 443, 450, 457, 464, 471, 478, 485)";

    private const string FewInOneCell = "SELECT person_key, ward_code, tenure FROM rent_arrears_panel WHERE ward_code <> 'W1' "
        + "UNION ALL SELECT person_key, ward_code, tenure FROM rent_arrears_panel WHERE ward_code = 'W1' AND tenure = 'T0' "
        + "UNION ALL SELECT person_key, ward_code, tenure FROM rent_arrears_panel WHERE ward_code = 'W1' AND tenure = 'T1' AND arrears_gbp < 460";

    private readonly ReleaseWorld _world = new(scheme: SignatureScheme.RsaPkcs1);

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Execute_CountThatChangedByAFewSinceTheMonthBefore_IsHiddenUnlessItIsRounded()
    {
        Make(0, WithoutThree, 1, ReleaseWorld.Wards());
        var exact = Make(1, Everybody, 1, ReleaseWorld.Wards());

        Assert.Contains("W2", Hidden(exact, "wards"));
        Assert.True(exact.Report.WarnedByReason["HIDDEN_FOR_EARLIER_RELEASES"] > 0);
        Assert.Contains("HIDDEN_FOR_EARLIER_RELEASES): under 10", Quality(exact), StringComparison.Ordinal);

        using var other = new ReleaseWorld();
        Release(other, 0, WithoutThree, 5, ReleaseWorld.Wards());
        var rounded = Release(other, 1, Everybody, 5, ReleaseWorld.Wards());
        Assert.Equal(["W9"], Hidden(rounded, "wards"));
        Assert.Contains("None of their cells is suppressed for that reason alone", Quality(rounded), StringComparison.Ordinal);
    }

    [Fact]
    public void Execute_WardsAfterWardsByTenureOfTheSameExtract_HideWhatWouldTellTheCellsHiddenThere()
    {
        var fine = ReleaseWorld.WardsByTenure($"SELECT ward_code, tenure, count(*) AS people FROM ({FewInOneCell}) GROUP BY ALL");
        var coarse = ReleaseWorld.Wards($"SELECT ward_code, count(*) AS people FROM ({FewInOneCell}) GROUP BY ALL") with { Name = "totals" };

        var alone = Hidden(Make(0, Everybody, 1, coarse), "totals");
        using var other = new ReleaseWorld();
        var first = Release(other, 0, Everybody, 1, fine);
        var after = Release(other, 1, Everybody, 1, coarse);

        Assert.DoesNotContain("W1", alone);
        Assert.Equal(["W1", "W9", "W9"], Hidden(first, "wards"));
        Assert.Contains("W1", Hidden(after, "totals"));
    }

    [Fact]
    public void Execute_FewNewPeopleInRows_WaitUntilTheyAreEnough()
    {
        var first = Make(0, WithoutTwelve, 5, ReleaseWorld.Rows());
        var second = Make(1, "i NOT IN (408, 415, 422, 429, 436, 443, 450, 457, 464)", 5, ReleaseWorld.Rows());
        var third = Make(2, Everybody, 5, ReleaseWorld.Rows());

        Assert.Equal(3, second.Report.RejectedByReason["DIFFERENCE_SUPPRESSED"]);
        Assert.Equal(People(first), People(second));
        Assert.True(second.Report.Reconciles);
        Assert.DoesNotContain("DIFFERENCE_SUPPRESSED", third.Report.RejectedByReason.Keys);
        Assert.Equal(12, People(third).Except(People(first)).Count());
        Assert.DoesNotContain("FEW_PEOPLE_LEFT", third.Report.WarnedByReason.Keys);
    }

    [Fact]
    public void Execute_FewPeopleGoneFromRows_AreCountedAndStopNothing()
    {
        Make(0, Everybody, 5, ReleaseWorld.Rows());
        var second = Make(1, WithoutThree, 5, ReleaseWorld.Rows());

        Assert.Equal(3, second.Report.WarnedByReason["FEW_PEOPLE_LEFT"]);
        Assert.DoesNotContain("DIFFERENCE_SUPPRESSED", second.Report.RejectedByReason.Keys);
    }

    [Fact]
    public void Execute_Outreach_IsNotTestedAndKeepsNothing()
    {
        Make(0, WithoutThree, 5, ReleaseWorld.Outreach());
        var second = Make(1, Everybody, 5, ReleaseWorld.Outreach());

        Assert.DoesNotContain("DIFFERENCE_SUPPRESSED", second.Report.RejectedByReason.Keys);
        Assert.False(Directory.Exists(Memory));
    }

    [Fact]
    public void Execute_RowsAfterATableOfTheSameExtract_LeaveOutTheCellsItHid()
    {
        var table = Make(0, Everybody, 5, ReleaseWorld.WardsByTenure($"SELECT ward_code, tenure, count(*) AS people FROM ({FewInOneCell}) GROUP BY ALL"));
        var rows = Make(1, Everybody, 5, ReleaseWorld.Families($"SELECT person_key, ward_code, tenure FROM ({FewInOneCell})", new("ward_code", "Dimension", ["rent-arrears-panel.ward_code"]), new("tenure", "Value", ["rent-arrears-panel.tenure"])));

        var hidden = Read(table, "wards", "SELECT ward_code || tenure FROM t WHERE people IS NULL");
        Assert.Contains("W1T1", hidden);
        Assert.Empty(Read(rows, "families", "SELECT DISTINCT ward_code || tenure FROM t").Intersect(hidden));
    }

    [Fact]
    public void Execute_TheSameAgain_IsTheSameHoweverManyCameSince()
    {
        var first = Make(0, WithoutThree, 1, ReleaseWorld.Wards(), ReleaseWorld.Rows());
        var second = Make(1, Everybody, 1, ReleaseWorld.Wards(), ReleaseWorld.Rows());
        Make(2, WithoutTwelve, 1, ReleaseWorld.Wards(), ReleaseWorld.Rows());

        var files = Files(second.Bundle.Path);
        Directory.Move(second.Bundle.Path, _world.PathOf("aside"));
        var again = Make(1, Everybody, 1, ReleaseWorld.Wards(), ReleaseWorld.Rows());

        Assert.Equal(second.Bundle.Id, again.Bundle.Id);
        Assert.Equal(files, Files(again.Bundle.Path));
        Assert.NotEqual(Files(first.Bundle.Path), files);

        // The same figures at a later instant show and hide the same, so that no release wears the next one down.
        var later = Make(3, Everybody, 1, ReleaseWorld.Wards(), ReleaseWorld.Rows());
        Assert.Equal(Hidden(second, "wards"), Hidden(later, "wards"));
        Assert.Equal(People(second), People(later));
    }

    [Fact]
    public void Execute_WhatIsKept_LiesSealedInTheIdentityZone()
    {
        var released = Make(0, Everybody, 5, ReleaseWorld.Wards("SELECT 'Sentinelville' AS ward_code, count(*) AS people FROM rent_arrears_panel"), ReleaseWorld.Rows());

        var files = Directory.GetFiles(Path.Combine(Memory, released.Bundle.Id)).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(["_seal.json", "people.parquet.sealed", "tables.json.sealed"], files);
        var record = ReleaseWorld.Read("SELECT unhex(sha256('a500'))", r => { using var stream = r.GetStream(0); var bytes = new byte[32]; stream.ReadExactly(bytes); return bytes; })[0];
        foreach (var path in Directory.GetFiles(_world.PathOf("zones"), "*", SearchOption.AllDirectories).Where(p => !p.Contains("/release/", StringComparison.Ordinal)))
        {
            var bytes = File.ReadAllBytes(path).AsSpan();
            Assert.True(bytes.IndexOf(Encoding.UTF8.GetBytes("Sentinelville")) < 0, path);
            Assert.True(bytes.IndexOf(record) < 0, path);
        }
    }

    [Theory]
    [InlineData("tables.json.sealed")]
    [InlineData("_seal.json")]
    public void Execute_WhatWasKeptIsDamaged_Refuses(string file)
    {
        var first = Make(0, Everybody, 5, ReleaseWorld.Wards());
        var path = Path.Combine(Memory, first.Bundle.Id, file);
        File.Delete(path);

        var request = _world.InMonth(1, WithoutThree, _world.Request(ReleaseWorld.Wards()));
        var refused = _world.Refuse(request);

        Assert.Equal("EARLIER_RELEASES_UNREADABLE", refused.Code);
        Assert.Contains(first.Bundle.Id, refused.Message, StringComparison.Ordinal);
        Assert.Single(Directory.GetDirectories(Path.GetDirectoryName(first.Bundle.Path)!));
    }

    [Fact]
    public void Execute_StoppedBetweenTheMemoryAndTheRelease_ShowsNothingAndTheNextRunReleasesTheSame()
    {
        var place = Path.Combine(_world.Store.FolderOf(Zone.Release), "homes-and-money");
        File.WriteAllText(place, "in the way");
        Assert.ThrowsAny<IOException>(() => Make(0, Everybody, 5, ReleaseWorld.Wards(), ReleaseWorld.Rows()));
        Assert.Single(Directory.GetDirectories(Memory));
        File.Delete(place);

        var again = Make(1, Everybody, 5, ReleaseWorld.Wards(), ReleaseWorld.Rows());

        using var other = new ReleaseWorld();
        var undisturbed = Release(other, 1, Everybody, 5, ReleaseWorld.Wards(), ReleaseWorld.Rows());
        Assert.Equal(Hidden(undisturbed, "wards"), Hidden(again, "wards"));
        Assert.Equal(People(undisturbed), People(again));
        Assert.DoesNotContain("HIDDEN_FOR_EARLIER_RELEASES", again.Report.WarnedByReason.Keys);
    }

    private string Memory => Path.Combine(_world.Store.FolderOf(Zone.Identity), "earlier_releases");

    private ReleaseResult.Released Make(int month, string who, int roundingBase, params Linkage.Pipeline.Projects.ProjectOutput[] outputs) => Release(_world, month, who, roundingBase, outputs);

    private static ReleaseResult.Released Release(ReleaseWorld world, int month, string who, int roundingBase, params Linkage.Pipeline.Projects.ProjectOutput[] outputs)
    {
        var request = world.InMonth(month, who, world.Request(outputs));
        return world.Release(request, ReleaseWorld.Terms(request) with { RoundingBase = roundingBase });
    }

    private static string Quality(ReleaseResult.Released released) => File.ReadAllText(Path.Combine(released.Bundle.Path, "quality.html"));

    private static IReadOnlyList<string> Hidden(ReleaseResult.Released released, string output) => Read(released, output, "SELECT ward_code FROM t WHERE people IS NULL ORDER BY 1");

    private static IReadOnlyList<string> People(ReleaseResult.Released released) => Read(released, "families", "SELECT hex(person_key) FROM t ORDER BY 1");

    private static IReadOnlyList<string> Read(ReleaseResult.Released released, string output, string sql) =>
        ReleaseWorld.Read($"WITH t AS (SELECT * FROM read_parquet('{released.Bundle.Path}/data/{output}.parquet')) {sql}", r => r.GetString(0));

    private static IReadOnlyList<string> Files(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where(p => !p.EndsWith("_seal.json", StringComparison.Ordinal)).Select(p => $"{Path.GetFileName(p)} {ZoneStore.DigestOf(p)}")];
}
