using Linkage.Governance.Disclosure;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Disclosure;

/// <summary>Our verdict on a count beside those of others who release counts of people: by default never looser, and where it differs, how.</summary>
public sealed class PeerVerdictTests
{
    private const long Most = 250;

    private static readonly SumTerms AcroTerms = new(SumTerms.UsualContributors, SumTerms.UsualPercent, SumTerms.UsualPPercent, 1);

    /// <summary>Peer, the minimum and base that come nearest to its rule, and the counts (of 0 to 250) for which it shows something that we do not.</summary>
    public static TheoryData<string, int, int, long[]> Equivalents => new()
    {
        { "ACRO", 10, 1, [] },
        { "OpenSAFELY", 8, 5, [0] },
        { "ONS", 10, 5, [] },
        { "UK LLC", 10, 1, [] },
        { "NHS hospital statistics", 8, 5, [0] },
    };

    public static TheoryData<string> Peers => ["ACRO", "OpenSAFELY", "ONS", "UK LLC", "NHS hospital statistics"];

    [Theory]
    [MemberData(nameof(Equivalents))]
    public void Apply_EquivalentSetting_GivesThePeersVerdictOnEveryCount(string peer, int minimumCell, int roundingBase, long[] weHideMore)
    {
        for (var count = 0L; count <= Most; count++)
        {
            // That nobody is in a group says something of everybody in it: we hide nought, whoever shows it.
            Assert.Equal((count, weHideMore.Contains(count) ? null : Verdict(peer, count)), (count, Shown(count, minimumCell, roundingBase)));
        }
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public void Apply_Default_ShowsNoCountThatAPeerRedactsAndNoneMoreExactly(string peer)
    {
        for (var count = 0L; count <= Most; count++)
        {
            if (Shown(count, 10, 5) is { } shown)
            {
                Assert.NotNull(Verdict(peer, count));
                Assert.Equal(0, shown % 5);
            }
        }
    }

    [Fact]
    public void Apply_Default_RedactsEightAndNineThatOpenSafelyShowsAsTen()
    {
        long[] differ = [.. Range(0, Most).Where(count => Shown(count, 10, 5) != PeerRules.OpenSafely(count))];

        Assert.Equal([0, 8, 9], differ);
        Assert.Equal([0, 10, 10], differ.Select(PeerRules.OpenSafely));
    }

    [Fact]
    public void Apply_OldOpenSafelyThreshold_IsWhyTheThresholdIsSeven()
    {
        // They redacted 5 and fewer, and a 5 that was shown could be a 6 or 7 only: two counts behind it, where every other has five. Ours would do so at a minimum of 6.
        long[] behindFive = [.. Range(0, Most).Where(count => Shown(count, 6, 5) == 5)];

        Assert.Equal([6, 7], behindFive);
        Assert.All(Range(2, Most / 5 - 1), tens => Assert.Equal(5, Range(0, Most + 5).Count(count => Shown(count, 8, 5) == tens * 5)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 3)]
    [InlineData(6, 3)]
    [InlineData(7, 9)]
    [InlineData(12, 9)]
    [InlineData(13, 15)]
    [InlineData(18, 15)]
    [InlineData(19, 21)]
    public void Apply_WhereMidpointSixShowsEveryCount_HidesThoseBelowTheMinimum(long count, long midpoint)
    {
        // An expected difference: they say of 1 to 6 people that there are about three, we say nothing of them, nor of 7 to 9.
        Assert.Equal(midpoint, PeerRules.OpenSafelyMidpoint6(count));
        Assert.Equal(count < 10 ? null : PeerRules.Ons(count), Shown(count, 10, 5));
    }

    [Fact]
    public void Apply_OpenSafelysExampleOfRounding_IsTheirTable()
    {
        // docs.opensafely.org, "Rounding counts": people by age band, with heart disease and all; totals are of the rounded counts.
        var shown = DisclosureControl.Apply([ByAge("heart disease", 3, 8, 16, 23), ByAge("population", 18, 23, 31, 44)], 8, 5);

        Assert.Equal(["c", "10", "15", "25"], shown[0].Cells.Select(cell => cell.Text));
        Assert.Equal(["20", "25", "30", "45"], shown[1].Cells.Select(cell => cell.Text));
        Assert.Equal([50, 120], shown.Select(table => table.Total));
    }

    [Fact]
    public void Apply_OpenSafelysExampleOfSecondaryDisclosure_HidesWhatTheTotalTells()
    {
        // Same page: 1 of 21-30 is redacted, and the total of 51 tells it. With their total beside it we hide a second cell; our own total is of what is shown.
        var ages = ByAge("heart disease", 1, 10, 15, 25);

        var alone = DisclosureControl.Apply([ages], 8, 1)[0];
        var beside = DisclosureControl.Apply([ages, new CountTable("total", [], [new TableCell([], 51)])], 8, 1);

        Assert.Equal(["c", "10", "15", "25"], alone.Cells.Select(cell => cell.Text));
        Assert.Equal(50, alone.Total);
        Assert.Equal(["c", "c", "15", "25"], beside[0].Cells.Select(cell => cell.Text));
        Assert.Equal("51", beside[1].Cells[0].Text);
    }

    [Fact]
    public void Apply_OpenSafelysExampleOfDifferencing_ShowsTheLargerGroupOnly()
    {
        // Same page: everybody and men, by age band; 8 and 7 with heart disease at 21-30 tell of one woman, 20 and 19 of the population too. Threshold 5, as the example has it.
        var shown = DisclosureControl.Apply(
            [
                ByAge("heart disease", 8, 10, 15, 25), ByAge("population", 20, 25, 30, 40),
                ByAge("heart disease, men", 7, 5, 8, 13), ByAge("population, men", 19, 15, 18, 25),
            ],
            5,
            1);

        Assert.Equal(["8", "20"], shown.Take(2).Select(table => table.Cells[0].Text));
        Assert.Equal(["c", "c"], shown.Skip(2).Select(table => table.Cells[0].Text));
    }

    [Fact]
    public void Apply_AcrosExample_SuppressesTheFourCellsItDoes()
    {
        // AI-SDC/ACRO, notebooks/test-nursery.ipynb: recommendation by parents; "threshold: 4 cells suppressed".
        string[] parents = ["great_pret", "pretentious", "usual"];
        (string Recommend, long[] Counts)[] nursery =
        [
            ("not_recom", [1440, 1440, 1440]),
            ("priority", [858, 1484, 1924]),
            ("recommend", [0, 0, 2]),
            ("spec_prior", [2022, 1264, 758]),
            ("very_recom", [0, 132, 196]),
        ];
        TableCell[] cells = [.. nursery.SelectMany(row => row.Counts.Select((count, column) => new TableCell([row.Recommend, parents[column]], count)))];

        var shown = DisclosureControl.Apply(cells, 10, 1);

        Assert.Equal(4, shown.Suppressed);
        Assert.Equal(cells.Select(cell => PeerRules.Acro(cell.Count)), shown.Cells.Select(cell => cell.Shown));
    }

    [Fact]
    public void Apply_AcrosRulesOfDominance_SayNothingOfACountThatTheMinimumDoesNot()
    {
        // Each person adds one to a count, so dominance and p-ratio fail at two people and fewer. Degrees of freedom are of models, which our releases do not hold.
        long[] dominated = [.. Range(0, Most).Where(count => PeerRules.AcroDominated(Ones(count)) || PeerRules.AcroPRatio(Ones(count)))];

        Assert.Equal([0, 1, 2], dominated);
        Assert.All(dominated, count => Assert.Null(Shown(count, 10, 5)));
        Assert.True(PeerRules.AcroDominated([900, 50, 20, 20]));
        Assert.True(PeerRules.AcroPRatio([900, 500, 80]));
        Assert.False(PeerRules.AcroPRatio([900, 500, 90]));
    }

    [Fact]
    public void Judge_AcrosExamplesOfDominance_GivesItsVerdict()
    {
        // Without the threshold of ten people, to see the two rules by themselves.
        Assert.Equal(SumVerdict.Dominated, Sum([900, 50, 20, 20], 1));
        Assert.Equal(SumVerdict.Dominated, Sum([900, 500, 80], 1));
        Assert.Equal(SumVerdict.Dominated, Sum([1_000, 900, 99], 1));
        Assert.Equal(SumVerdict.Dominated, Sum([900, 500, 90], 1));
        Assert.Equal(SumVerdict.Shown, Sum([900, 500, 156], 1));
        Assert.Equal(SumVerdict.OfFew, Sum([1, 1, 1, 1, 1, 1, 1, 1, 1], 10));
        Assert.Equal(SumVerdict.Shown, Sum([1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 10));
        Assert.Equal(SumVerdict.OfFew, Sum([], 10));
    }

    [Fact]
    public void Judge_AcrosThresholds_GivesAcrosVerdictOnTenThousandCells()
    {
        var verdicts = new Dictionary<SumVerdict, int>();
        for (var seed = 0; seed < 10_000; seed++)
        {
            var random = new Random(seed);
            decimal[] contributions = [.. Enumerable.Range(0, random.Next(1, 25)).Select(_ => decimal.Round((decimal)Math.Exp(random.NextDouble() * random.Next(1, 12)), 2))];
            double[] asDoubles = [.. contributions.Select(c => (double)c)];

            var verdict = Sum(contributions, 10);

            verdicts[verdict] = verdicts.GetValueOrDefault(verdict) + 1;
            var byAcro = PeerRules.Acro(contributions.Length) is null ? SumVerdict.OfFew
                : PeerRules.AcroDominated(asDoubles) || PeerRules.AcroPRatio(asDoubles) ? SumVerdict.Dominated
                : SumVerdict.Shown;
            Assert.True(byAcro == verdict, $"seed {seed}: {byAcro} by ACRO, {verdict} by us");
        }

        Assert.All([SumVerdict.OfFew, SumVerdict.Dominated, SumVerdict.Shown], verdict => Assert.True(verdicts[verdict] > 200, $"{verdict}: {verdicts[verdict]}"));
    }

    private static SumVerdict Sum(decimal[] contributions, int minimumContributors) =>
        SumControl.Judge(Sums.CellOf(contributions, [], AcroTerms), AcroTerms, minimumContributors);

    private static double[] Ones(long count) => [.. Enumerable.Repeat(1.0, (int)count)];

    private static IEnumerable<long> Range(long first, long last)
    {
        for (var number = first; number <= last; number++)
        {
            yield return number;
        }
    }

    private static long? Shown(long count, int minimumCell, int roundingBase) =>
        DisclosureControl.Apply([new TableCell(["a"], count)], minimumCell, roundingBase).Cells[0].Shown;

    private static long? Verdict(string peer, long count) => peer switch
    {
        "ACRO" => PeerRules.Acro(count),
        "OpenSAFELY" => PeerRules.OpenSafely(count),
        "ONS" => PeerRules.Ons(count),
        "UK LLC" => PeerRules.UkLlc(count),
        "NHS hospital statistics" => PeerRules.NhsHospital(count),
        _ => throw new ArgumentOutOfRangeException(nameof(peer)),
    };

    private static CountTable ByAge(string name, params long[] counts)
    {
        string[] bands = ["21-30", "31-40", "41-50", "51+"];
        return new CountTable(name, ["age"], [.. counts.Select((count, band) => new TableCell([bands[band]], count))]);
    }
}
