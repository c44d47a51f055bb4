using Linkage.Governance.Disclosure;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Disclosure;

/// <summary>Random tables of sums against a contributor who knows his own value and everything that is published.</summary>
public sealed class SumControlTests
{
    private const int Minimum = 10;

    private static readonly SumTerms[] Rules = [new(2, 90, 10, 1), new(2, 90, 10, 10), new(2, 80, 20, 100), new(3, 90, 10, 5), new(2, 99, 50, 1_000)];

    [Fact]
    public void Judge_FiveThousandRandomTables_NobodyEstimatesAnothersValueCloserThanPPerCent()
    {
        var (shown, hidden, attacks) = (0, 0, 0L);
        for (var seed = 0; seed < 5_000; seed++)
        {
            var random = new Random(seed);
            var terms = Rules[seed % Rules.Length];
            for (var cell = random.Next(1, 5); cell > 0; cell--)
            {
                // Long tails, as money has, in whole units, for the attacker counts through the totals behind a rounded one.
                int[] values = [.. Enumerable.Range(0, random.Next(2, 40)).Select(_ => (int)Math.Exp(random.NextDouble() * random.Next(1, 13)))];
                decimal[] contributions = [.. values.Where(v => v > 0).Select(v => (decimal)v)];
                if (SumControl.Judge(Sums.CellOf(contributions, [], terms), terms, Minimum) != SumVerdict.Shown)
                {
                    hidden++;
                    continue;
                }

                shown++;
                var published = SumControl.Rounded(contributions.Sum(), terms.RoundingBase);
                foreach (var own in values.OrderDescending().Take(3))
                {
                    var others = values.OrderDescending().ToList();
                    others.Remove(own);
                    var (least, most) = Possible(published, terms.RoundingBase, own);
                    foreach (var other in others.Take(3))
                    {
                        attacks++;
                        var isTold = (most - other) * 100 < other * terms.PPercent && (other - least) * 100 < other * terms.PPercent;
                        Assert.False(isTold, $"seed {seed}: of {other} it is known that it is {least} to {most}");
                        Assert.True((most - other) * 100 >= other * terms.PPercent, $"seed {seed}: {other} is at most {most}");
                    }
                }
            }
        }

        Assert.True(shown > 1_000 && hidden > 1_000 && attacks > 9_000, $"{shown} shown, {hidden} hidden, {attacks} attacks");
    }

    [Fact]
    public void Judge_DifferencesOfManyCells_AddUpToNothingOfAFew()
    {
        // Whatever cells are added up, the people who moved between them may cancel out; what is left must hide its largest.
        var sums = 0;
        for (var seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            var terms = Rules[seed % Rules.Length];
            var cells = Enumerable.Range(0, 4)
                .Select(_ => (Stayed: Amounts(random, random.Next(0, 30)), Moved: Amounts(random, random.Next(0, 12))))
                .Where(c => SumControl.Judge(Sums.CellOf(c.Stayed, c.Moved, terms), terms, Minimum) == SumVerdict.Shown)
                .ToList();
            for (var chosen = 1; chosen < 1 << cells.Count; chosen++)
            {
                var together = cells.Where((_, i) => (chosen >> i & 1) == 1).ToList();
                foreach (var moved in new[] { [], together.SelectMany(c => c.Moved).ToArray(), [.. together.SelectMany(c => c.Moved).Where((_, i) => i % 2 == 0)] })
                {
                    decimal[] left = [.. together.SelectMany(c => c.Stayed).Concat(moved).OrderDescending()];
                    sums++;
                    Assert.True(left.Length >= Minimum, $"seed {seed}: the change of {left.Length} people");
                    Assert.True(left.Skip(2).Sum() * 100 >= left[0] * terms.PPercent, $"seed {seed}: the largest change shows");
                }
            }
        }

        Assert.True(sums > 3_000, $"{sums} sums");
    }

    [Theory]
    [InlineData(0, 10, 0)]
    [InlineData(4.99, 10, 0)]
    [InlineData(5, 10, 10)]
    [InlineData(14.999999, 10, 10)]
    [InlineData(1234.5, 1, 1235)]
    [InlineData(1249.99, 500, 1000)]
    public void Rounded_IsTheNearestMultiple(double total, int roundingBase, long rounded) => Assert.Equal(rounded, SumControl.Rounded((decimal)total, roundingBase));

    [Fact]
    public void Rounded_MoreThanAFileHolds_IsAnError() => Assert.Throws<OverflowException>(() => SumControl.Rounded(1e19m, 1));

    [Theory]
    [InlineData(null, 10L, null)]
    [InlineData(10L, null, null)]
    [InlineData(10L, 0L, null)]
    [InlineData(0L, 10L, "0")]
    [InlineData(10L, 30L, "0.3333")]
    [InlineData(20L, 30L, "0.6667")]
    [InlineData(1L, 20_000L, "0.0001")]
    public void Ratio_IsOfWhatIsShown(long? numerator, long? denominator, string? ratio) =>
        Assert.Equal(ratio, SumControl.Ratio(numerator, denominator)?.ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void AreAsStrictAs_LooserInOneThing_AreNot()
    {
        var terms = new SumTerms(3, 80, 20, 100);

        Assert.True(terms.AreAsStrictAs(terms));
        Assert.All(
            [terms with { Contributors = 2 }, terms with { Percent = 81 }, terms with { PPercent = 19 }, terms with { RoundingBase = 99 }],
            looser => Assert.True(!looser.AreAsStrictAs(terms) && terms.AreAsStrictAs(looser)));
    }

    private static decimal[] Amounts(Random random, int people) => [.. Enumerable.Range(0, people).Select(_ => 1 + decimal.Floor((decimal)Math.Exp(random.NextDouble() * 6)))];

    // Every total that would be published so; others add nothing less than nought, and any of them may add nothing.
    private static (long Least, long Most) Possible(long published, int roundingBase, long own)
    {
        var most = published;
        for (var total = published; total <= published + roundingBase; total++)
        {
            most = (long)Math.Floor((total / (double)roundingBase) + 0.5) * roundingBase == published ? total : most;
        }

        return (0, most - own);
    }
}
