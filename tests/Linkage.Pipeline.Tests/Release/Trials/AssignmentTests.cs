using Linkage.Governance.Grants;
using Linkage.Governance.Rules;
using Linkage.Pipeline.Release;

namespace Linkage.Pipeline.Tests.Release.Trials;

/// <summary>Who gets which arm. Keys are fixed, so each test has one outcome and no chance in it.</summary>
public sealed class AssignmentTests : IDisposable
{
    private static readonly GrantedTrial ByPerson = TrialWorld.ByHousehold with { Unit = TrialUnit.Person, Strata = [], Arms = [.. TrialWorld.ByHousehold.Arms.Select(a => a with { Share = 1 })] };

    private readonly TrialWorld _trials = new();

    public void Dispose() => _trials.Dispose();

    [Fact]
    public void Chance_SameKey_SameArmsAndAnotherKeyOthers()
    {
        using var same = new TrialWorld();
        using var other = new TrialWorld(key: 2);
        foreach (var world in new[] { _trials, same, other })
        {
            world.Release(TrialWorld.ByHousehold);
        }

        var arms = _trials.Enrolled(TrialWorld.ByHousehold);
        Assert.Equal(1000, arms.Count);
        Assert.Equal(arms, same.Enrolled(TrialWorld.ByHousehold));

        // Of two keys that know nothing of each other (2/3)² + (1/3)² = 5/9 agree.
        var agree = other.Enrolled(TrialWorld.ByHousehold).Count(a => arms[a.Key] == a.Value);
        Assert.InRange(agree, 450, 650);
    }

    [Fact]
    public void Chance_Household_IsInOneArm()
    {
        _trials.Release(TrialWorld.ByHousehold);

        var arms = _trials.Enrolled(TrialWorld.ByHousehold);
        Assert.All(arms.GroupBy(a => a.Key / 2), home => Assert.Single(home.Select(a => a.Value).Distinct()));
        Assert.Equal(2, arms.Values.Distinct().Count());
    }

    [Fact]
    public void Chance_EachStratum_IsWithinABlockOfItsShares()
    {
        _trials.Release(TrialWorld.ByHousehold);

        // A household of two wards counts in the lesser one.
        var units = _trials.Enrolled(TrialWorld.ByHousehold).GroupBy(a => a.Key / 2).Select(h => (Stratum: h.Select(a => Ward(a.Key)).Min(StringComparer.Ordinal)!, h.First().Value)).ToList();
        foreach (var stratum in units.GroupBy(u => u.Stratum, StringComparer.Ordinal))
        {
            var (count, letters) = (stratum.Count(), stratum.Count(u => u.Value == "letter"));
            Assert.InRange(letters, count / 3 * 2, (count / 3 * 2) + Math.Min(2, count % 3));
        }

        Assert.True(units.Select(u => u.Stratum).Distinct().Count() >= 6);
    }

    [Fact]
    public void Chance_SmallStrata_DoNotAllBeginWithTheSameArm()
    {
        // A stratum for each person: what decides is the order in the first block alone.
        var trial = ByPerson with { Strata = ["who"], Id = "alone" };
        _trials.Release(trial, "SELECT person_key, max(CAST(arrears_gbp AS INTEGER)) AS who FROM rent_arrears_panel WHERE arrears_gbp <= 500 GROUP BY person_key", 0, TrialWorld.Arms);

        // 100 strata of one person: between 25 and 75 in either arm, but for one case in three million.
        Assert.InRange(_trials.Enrolled(trial).Count(a => a.Value == "letter"), 25, 75);
    }

    [Fact]
    public void Chance_AnySetOfPeople_IsInTheArmsAsABinomialWouldHaveIt()
    {
        _trials.Release(ByPerson);
        var arms = _trials.Enrolled(ByPerson);

        Assert.Equal(500, arms.Count(a => a.Value == "letter"));
        foreach (var set in new Func<int, bool>[] { i => i % 2 == 0, i => i <= 400, i => i > 600, i => i % 7 == 3, i => i % 10 == 0 })
        {
            var people = arms.Where(a => set(a.Key)).ToList();
            var (low, high) = Binomial(people.Count, 1e-6);
            Assert.InRange(people.Count(a => a.Value == "letter"), low, high);
        }
    }

    [Fact]
    public void Chance_WithoutStrata_IsIndependentOfTheWard()
    {
        _trials.Release(ByPerson);

        var byWard = _trials.Enrolled(ByPerson).Where(a => a.Key <= 996).GroupBy(a => Ward(a.Key), StringComparer.Ordinal).ToList();
        var statistic = byWard.Sum(w => (Expected: w.Count() / 2.0, Letters: w.Count(a => a.Value == "letter")) is var (expected, letters) ? 2 * (letters - expected) * (letters - expected) / expected : 0);

        // Chi-square with 6 degrees of freedom: above 22.46 once in a thousand, below 0.38 once in a thousand.
        Assert.Equal(7, byWard.Count);
        Assert.InRange(statistic, 0.38, 22.46);
    }

    [Fact]
    public void Release_MonthAfterMonth_NobodyChangesArm()
    {
        string Up(int most) => $"SELECT person_key, min(ward_code) AS ward_code FROM rent_arrears_panel WHERE arrears_gbp <= {most} GROUP BY person_key";
        _trials.Release(TrialWorld.ByHousehold, Up(600), 0);
        var first = _trials.Enrolled(TrialWorld.ByHousehold);
        _trials.Release(TrialWorld.ByHousehold, Up(1000), 1);
        var second = _trials.Enrolled(TrialWorld.ByHousehold);

        // Those who had left come back, in the arm they had.
        _trials.Release(TrialWorld.ByHousehold, TrialWorld.CohortSql.Replace("FROM rent_arrears_panel", "FROM rent_arrears_panel WHERE arrears_gbp > 990", StringComparison.Ordinal), 2);
        var third = _trials.Enrolled(TrialWorld.ByHousehold);

        Assert.Equal((200, 600, 1000), (first.Count, second.Count, third.Count));
        Assert.All(first, a => Assert.Equal(a.Value, second[a.Key]));
        Assert.All(second, a => Assert.Equal(a.Value, third[a.Key]));
        Assert.All(third.GroupBy(a => a.Key / 2), home => Assert.Single(home.Select(a => a.Value).Distinct()));

        // Each of the strata went on where it was, so that the arms are in balance still.
        Assert.InRange(third.Count(a => a.Value == "letter"), 667 - 40, 667 + 40);
    }

    [Fact]
    public void Release_EverybodyHasAnotherKey_NobodyChangesArm()
    {
        _trials.Release(TrialWorld.ByHousehold);
        var first = _trials.Enrolled(TrialWorld.ByHousehold);

        // As under a new version of the rule, or where a person's records have another least one.
        var next = _trials.Changed(
            _trials.Request(TrialWorld.ByHousehold, month: 1), "dataset, record_key, unhex(sha256(hex(person_key))) AS person_key, unhex(sha256(hex(household_key))) AS household_key", "unhex(sha256(hex(person_key)))");
        var released = _trials.Release(next, TrialWorld.ByHousehold);

        Assert.Equal(first, _trials.Enrolled(TrialWorld.ByHousehold));
        var letters = ReleaseWorld.Read($"SELECT people FROM read_parquet('{released.Bundle.Path}/data/arms.parquet') WHERE arm = 'letter'", r => r.GetInt64(0)).Single();
        Assert.InRange(letters - first.Count(a => a.Value == "letter"), -2, 2);
    }

    [Fact]
    public void Release_SomebodyMoves_KeepsTheirArmAndWhoIsNewGetsThatOfTheirHousehold()
    {
        // 401 and 1000 live alone; everybody else is known already.
        _trials.Release(TrialWorld.ByHousehold, TrialWorld.CohortSql.Replace("FROM food_vouchers", "FROM food_vouchers WHERE vouchers_issued < 3", StringComparison.Ordinal));
        var first = _trials.Enrolled(TrialWorld.ByHousehold);
        var missing = Enumerable.Range(1, 400).Where(i => !first.ContainsKey(i)).ToList();
        Assert.True(missing.Count > 100);
        var mover = first.First(a => a.Value == "letter").Key;
        var control = first.First(a => a.Value == "usual-service").Key;

        // The mover goes to a household of the other arm; those who were missing come home.
        var next = _trials.Changed(
            _trials.Request(TrialWorld.ByHousehold, month: 1),
            $"* REPLACE (CASE WHEN person_key = unhex(sha256('p{mover}')) THEN unhex(sha256('h{control / 2}')) ELSE household_key END AS household_key)");
        _trials.Release(next, TrialWorld.ByHousehold);

        var second = _trials.Enrolled(TrialWorld.ByHousehold);
        Assert.Equal("letter", second[mover]);
        Assert.Equal("usual-service", second[control]);
        Assert.All(first, a => Assert.Equal(a.Value, second[a.Key]));
        Assert.All(missing.Where(i => first.ContainsKey(i ^ 1) && (i ^ 1) != mover), i => Assert.Equal(first[i ^ 1], second[i]));
    }

    [Fact]
    public void ByColumn_Values_MakeTheArmsAndOthersHaveNone()
    {
        _trials.Release(TrialWorld.ByWard, null, 0, TrialWorld.ArmsByWard);

        var arms = _trials.Enrolled(TrialWorld.ByWard);
        Assert.Equal(Enumerable.Range(1, 996).Where(i => i % 7 is 1 or 2 or 3), arms.Keys);
        Assert.All(arms, a => Assert.Equal(a.Key % 7 == 3 ? "control" : "treatment", a.Value));
    }

    [Fact]
    public void ByColumn_ArmWithoutValues_TakesEverybodyElseAndMovingChangesNothing()
    {
        var trial = TrialWorld.ByWard with { Id = "city-2026", Arms = [.. TrialWorld.ByWard.Arms, new GrantedArm("city-wide", null, [], IsControl: true)] };
        var before = People(_trials.Release(trial, null, 0, TrialWorld.ArmsByWard));
        var first = _trials.Enrolled(trial);
        var after = People(_trials.Release(trial, TrialWorld.CohortSql.Replace("min(ward_code) AS ward_code", "CASE WHEN min(ward_code) = 'W1' THEN 'W3' ELSE min(ward_code) END AS ward_code", StringComparison.Ordinal), 1, TrialWorld.ArmsByWard));

        Assert.Equal(1000, first.Count);
        Assert.Equal(1000 - Enumerable.Range(1, 996).Count(i => i % 7 is 1 or 2 or 3), first.Count(a => a.Value == "city-wide"));
        Assert.Equal(first, _trials.Enrolled(trial));
        Assert.Equal(3, before.Count);
        Assert.Equal(before, after);

        // What the release says, and not the register: who moved ward has the arm they had.
        static IReadOnlyList<(string, long)> People(ReleaseResult.Released released) =>
            ReleaseWorld.Read($"SELECT arm, people FROM read_parquet('{released.Bundle.Path}/data/arms.parquet') ORDER BY arm", r => (r.GetString(0), r.IsDBNull(1) ? -1 : r.GetInt64(1)));
    }

    private static string Ward(int person) => person > 996 ? person <= 600 ? "W" + (person % 7) : "W9" : "W" + (person % 7);

    /// <summary>The least and the most of n halves that are not beyond one tail of a probability: exact, by the binomial distribution itself.</summary>
    private static (int Low, int High) Binomial(int n, double tail)
    {
        var logs = new double[n + 1];
        for (var k = 1; k <= n; k++)
        {
            logs[k] = logs[k - 1] + Math.Log(n - k + 1) - Math.Log(k);
        }

        var (low, below) = (0, 0.0);
        while ((below += Math.Exp(logs[low] - (n * Math.Log(2)))) < tail)
        {
            low++;
        }

        return (low, n - low);
    }
}
