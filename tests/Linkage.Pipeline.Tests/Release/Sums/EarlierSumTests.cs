using Linkage.Pipeline.Release;

namespace Linkage.Pipeline.Tests.Release.Sums;

/// <summary>Sums of the same money one release after the other: no difference of two may be the money of a few.</summary>
public sealed class EarlierSumTests : IDisposable
{
    private const string Everybody = "true";
    private const string AsItWas = "arrears_gbp";

    private readonly ReleaseWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Execute_TheSameTableOfTheSameExtracts_IsShownAgain()
    {
        var first = Month(0, AsItWas);
        var second = Month(1, AsItWas);

        Assert.Equal(SumWorld.Shown(first), SumWorld.Shown(second));
        Assert.Equal(["W9"], SumWorld.Hidden(second));
        Assert.DoesNotContain("SUMS_HIDDEN_FOR_EARLIER_RELEASES", second.Report.WarnedByReason.Keys);
    }

    [Fact]
    public void Execute_AnotherTableOfTheSameMoney_ShowsNoSum()
    {
        Month(0, AsItWas);
        var tenures = SumWorld.Table("SELECT person_key, tenure AS ward_code FROM rent_arrears_panel", SumWorld.Ward with { Sources = ["rent-arrears-panel.tenure"] }, SumWorld.People, SumWorld.Arrears, SumWorld.Mean);

        foreach (var second in new[] { SumWorld.InMonth(_world, 1, AsItWas, Everybody, tenures), SumWorld.InMonth(_world, 2, "arrears_gbp + 1", Everybody, tenures) })
        {
            Assert.Equal(["T0", "T1"], SumWorld.Hidden(second));
            Assert.Equal(2, second.Report.WarnedByReason["SUMS_HIDDEN_FOR_EARLIER_RELEASES"]);
            Assert.All(SumWorld.Shown(second).Values, c => Assert.NotNull(c.People));
        }
    }

    [Fact]
    public void Execute_TheSameTableByAnotherQuery_ShowsNoSum()
    {
        Month(0, AsItWas);

        // A ward under the name of another: what is shown there, less what was, is what a third one hides.
        var second = SumWorld.InMonth(_world, 1, AsItWas, Everybody, SumWorld.Table("SELECT person_key, CASE WHEN ward_code = 'W9' THEN 'W1' ELSE ward_code END AS ward_code FROM rent_arrears_panel"));

        Assert.Equal(7, SumWorld.Hidden(second).Count);
    }

    // In W2 are 401, 408, 415 and so on.
    [Theory]
    [InlineData("arrears_gbp + CASE WHEN i = 408 THEN 50 ELSE 0 END", Everybody, true)]
    [InlineData("arrears_gbp + CASE WHEN i % 7 = 2 AND i < 401 + 7 * 9 THEN 50 ELSE 0 END", Everybody, true)]
    [InlineData("arrears_gbp + CASE WHEN i % 7 = 2 AND i < 401 + 7 * 10 THEN 50 ELSE 0 END", Everybody, false)]
    [InlineData("arrears_gbp - CASE WHEN i % 7 = 2 AND i < 401 + 7 * 10 THEN 50 ELSE 0 END", Everybody, false)]
    [InlineData("arrears_gbp + CASE WHEN i % 7 = 2 AND i < 401 + 7 * 30 THEN CASE WHEN i = 408 THEN 100000 ELSE 1 END ELSE 0 END", Everybody, true)]
    [InlineData(AsItWas, "i NOT IN (408, 415, 422)", true)]
    [InlineData(AsItWas, "NOT (i % 7 = 2 AND i < 401 + 7 * 12)", false)]
    [InlineData("arrears_gbp + CASE WHEN i % 7 = 2 AND i BETWEEN 500 AND 560 THEN 1 ELSE 0 END", "i NOT IN (408, 415)", true)]
    public void Execute_ChangeSinceTheMonthBefore_IsHiddenWhereItIsOfAFew(string arrears, string where, bool isHidden)
    {
        Month(0, AsItWas);
        var second = SumWorld.InMonth(_world, 1, arrears, where, SumWorld.Table());

        Assert.Equal(isHidden ? ["W2", "W9"] : ["W9"], SumWorld.Hidden(second));
        Assert.Equal(isHidden, second.Report.WarnedByReason.ContainsKey("SUMS_HIDDEN_FOR_EARLIER_RELEASES"));
    }

    [Fact]
    public void Execute_FewNewPeople_WaitUntilTheyAreEnough()
    {
        SumWorld.InMonth(_world, 0, AsItWas, "NOT (i % 7 = 2 AND i < 401 + 7 * 12)", SumWorld.Table());
        var second = SumWorld.InMonth(_world, 1, AsItWas, "NOT (i % 7 = 2 AND i < 401 + 7 * 6)", SumWorld.Table());
        var third = SumWorld.InMonth(_world, 2, AsItWas, Everybody, SumWorld.Table());

        Assert.Contains("W2", SumWorld.Hidden(second));
        Assert.Equal(["W9"], SumWorld.Hidden(third));
    }

    [Fact]
    public void Execute_PeopleWhoMoveBetweenTwoCells_ProtectNobody()
    {
        // Twelve go from W2 to W3: each cell changes by twelve, and both together by the fifty pounds of one.
        Month(0, AsItWas);
        var second = SumWorld.InMonth(
            _world, 1, "arrears_gbp + CASE WHEN i = 500 THEN 50 ELSE 0 END", "CASE WHEN i % 7 = 2 AND i < 401 + 7 * 12 THEN 'W3' ELSE ward_code END", Everybody, SumWorld.Table());

        Assert.Equal(["W2", "W3", "W9"], SumWorld.Hidden(second));
    }

    [Fact]
    public void Execute_SumHiddenThen_StaysHiddenOfTheSameExtracts()
    {
        var dominated = SumWorld.Changed(_world, "CASE WHEN i = 407 THEN 1e7 ELSE arrears_gbp END", "ward_code", Everybody, SumWorld.Table());
        var first = SumWorld.Release(_world, dominated);
        var request = dominated with { Instant = ReleaseWorld.Instant.AddMonths(1) };
        var second = _world.Release(request, SumWorld.Terms(request) with { Sums = SumWorld.Usual with { Percent = 99, PPercent = 1 } });

        Assert.Equal(["W1", "W9"], SumWorld.Hidden(first));
        Assert.Equal(["W1", "W9"], SumWorld.Hidden(second));
    }

    // W2 gets another name, and 500, who lives there, owes fifty pounds more.
    [Theory]
    [InlineData("CASE WHEN ward_code = 'W2' THEN 'W8' ELSE ward_code END", "W8")]
    [InlineData("CASE WHEN ward_code IN ('W2', 'W3') THEN 'W8' ELSE ward_code END", "W8")]
    public void Execute_CellThatWasNotThereBefore_IsJudgedByWhoCameIntoIt(string ward, string hidden)
    {
        Month(0, AsItWas);
        var second = SumWorld.InMonth(_world, 1, "arrears_gbp + CASE WHEN i = 506 THEN 50 ELSE 0 END", ward, Everybody, SumWorld.Table());

        Assert.Equal([hidden, "W9"], SumWorld.Hidden(second));
    }

    [Fact]
    public void Execute_AnotherRatio_HidesNoSum()
    {
        Month(0, AsItWas);
        var table = SumWorld.Table(SumWorld.ByWard, SumWorld.Ward, SumWorld.People, SumWorld.Arrears, SumWorld.Mean, SumWorld.Mean with { Name = "per_pound", Numerator = "people", Denominator = "arrears" });
        var request = _world.Request(table) with { Instant = ReleaseWorld.Instant.AddMonths(1) };

        Assert.Equal(["W9"], SumWorld.Hidden(SumWorld.Release(_world, request)));
    }

    [Fact]
    public void Execute_NobodyIsKnownAgain_HidesWhatCannotBeCompared()
    {
        Month(0, AsItWas);
        var request = _world.Request(SumWorld.Table()) with { Instant = ReleaseWorld.Instant.AddMonths(1) };
        var spine = _world.PathOf("other-spine.parquet");
        ReleaseWorld.Read($"COPY (SELECT dataset, unhex(sha256('other' || hex(record_key))) AS record_key, person_key, household_key FROM read_parquet('{request.Spine}')) TO '{spine}' (FORMAT parquet)", _ => 0);

        Assert.Equal(8, SumWorld.Hidden(SumWorld.Release(_world, request with { Spine = spine })).Count);
    }

    [Fact]
    public void Execute_MadeAgain_HasTheSameBytes()
    {
        Month(0, AsItWas);
        var second = Month(1, "arrears_gbp + 1");
        var bytes = File.ReadAllBytes(Path.Combine(second.Bundle.Path, "data", "money.parquet"));
        Directory.Move(second.Bundle.Path, _world.PathOf("aside"));

        var again = Month(1, "arrears_gbp + 1");

        Assert.Equal(second.Bundle.Id, again.Bundle.Id);
        Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(again.Bundle.Path, "data", "money.parquet")));
    }

    [Fact]
    public void Execute_WhatIsKeptOfSums_LiesSealed()
    {
        var released = Month(0, AsItWas);

        var files = Directory.GetFiles(Path.Combine(_world.PathOf("zones"), "identity", "earlier_releases", released.Bundle.Id)).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(["_seal.json", "contributions.parquet.sealed", "tables.json.sealed"], files);
    }

    private ReleaseResult.Released Month(int month, string arrears) => SumWorld.InMonth(_world, month, arrears, Everybody, SumWorld.Table());
}
