using Linkage.Governance.Disclosure;

namespace Linkage.Governance.Tests.Disclosure.Attack;

/// <summary>
/// Random releases against an attacker who shares no code with the protection. The protection interval: a hidden small count can be each number from nought to one below the
/// minimum; a count that is hidden for another's sake can be as many different numbers. Anything less is a failure.
/// </summary>
public sealed class AttackTests
{
    private static readonly (int Minimum, int Base)[] Methods = [(10, 5), (10, 1), (5, 5), (10, 10), (8, 5), (5, 1)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Apply_TenThousandRandomReleasesInFourParts_NoHiddenCellIsRecovered(int part)
    {
        var failures = new List<string>();
        var hidden = 0L;
        var cells = 0L;
        for (var seed = part * 2_500; seed < (part + 1) * 2_500; seed++)
        {
            var population = Population.Of(new Random(seed));
            var (minimum, roundingBase) = Methods[seed % Methods.Length];
            var shown = DisclosureControl.Apply([.. population.Tables.Select(table => table.Table)], minimum, roundingBase);
            hidden += shown.Sum(table => table.Suppressed);
            cells += shown.Sum(table => table.Cells.Count);
            failures.AddRange(new Attacker(population, shown, minimum, roundingBase).Recovered().Select(recovered => $"seed {seed} ({minimum}, {roundingBase}): {recovered}"));
        }

        Assert.True(failures.Count == 0, $"{failures.Count} cells recovered. {string.Join("; ", failures.Take(20))}");
        Assert.InRange(hidden, cells / 20, cells * 3 / 4);
    }
}
