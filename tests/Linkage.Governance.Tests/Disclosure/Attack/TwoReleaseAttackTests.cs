namespace Linkage.Governance.Tests.Disclosure.Attack;

/// <summary>The attacker of <see cref="AttackTests"/> with the tables of two releases: what the second shows must not give away what the first hid, nor itself.</summary>
public sealed class TwoReleaseAttackTests
{
    private static readonly (int Minimum, int Base)[] Methods = [(10, 5), (10, 1), (5, 5), (10, 10), (8, 5), (5, 1)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Apply_TablesDealtOutBetweenTwoReleases_NothingIsRecoveredFromBoth(int part)
    {
        var (failures, unknowing, pairs, crossed) = (new List<string>(), 0, 0, 0);
        var (hidden, cells) = (0L, 0L);
        for (var seed = part * 600; seed < (part + 1) * 600; seed++)
        {
            var (minimum, roundingBase) = Methods[seed % Methods.Length];
            if (TwoReleases.OfOneTime(new Random(seed), minimum, roundingBase) is not { } releases)
            {
                continue;
            }

            try
            {
                var second = releases.Second(isEarlierKnown: true);
                pairs++;
                hidden += second.HiddenForEarlier.Sum();
                cells += second.Shown.Sum(table => table.Cells.Count);
                failures.AddRange(releases.RecoveredTogether(second.Shown).Select(recovered => $"seed {seed} ({minimum}, {roundingBase}): {recovered}"));
                unknowing += releases.RecoveredTogether(releases.Second(isEarlierKnown: false).Shown).Any() ? 1 : 0;
            }
            catch (ArgumentException ring) when (ring.Message.Contains("in a ring", StringComparison.Ordinal))
            {
                crossed++;
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} cells recovered in {pairs} pairs. {string.Join("; ", failures.Take(20))}");
        Assert.InRange(pairs, 250, 600);
        Assert.InRange(unknowing, 40, pairs);
        Assert.InRange(hidden, 1, cells / 3);
        Assert.InRange(crossed, 1, 60);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Apply_SameTablesAMonthLater_NoChangeOfAFewIsRecovered(int part)
    {
        var (failures, unknowing, pairs) = (new List<string>(), 0, 0);
        for (var seed = part * 300; seed < (part + 1) * 300; seed++)
        {
            var (minimum, roundingBase) = Methods[seed % Methods.Length];
            if (TwoReleases.OfTwoMonths(new Random(seed), minimum, roundingBase) is not { } releases)
            {
                continue;
            }

            pairs++;
            failures.AddRange(releases.RecoveredChanges(releases.Second(isEarlierKnown: true).Shown).Select(recovered => $"seed {seed} ({minimum}, {roundingBase}): {recovered}"));
            unknowing += releases.RecoveredChanges(releases.Second(isEarlierKnown: false).Shown).Any() ? 1 : 0;
        }

        Assert.True(failures.Count == 0, $"{failures.Count} changes recovered in {pairs} pairs. {string.Join("; ", failures.Take(20))}");
        Assert.InRange(pairs, 250, 300);
        Assert.InRange(unknowing, 50, pairs);
    }
}
