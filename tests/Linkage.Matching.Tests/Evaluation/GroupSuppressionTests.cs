using Linkage.Matching.Evaluation;

namespace Linkage.Matching.Tests.Evaluation;

public sealed class GroupSuppressionTests
{
    [Fact]
    public void Shows_NoFewPairs_Everything() => Assert.Equal("0+ 1+ 2+ | 0+ 1+ 2+", Shown((100, 110, 90), (80, 90, 70), (60, 60, 50)));

    /// <summary>No error at all is no small number of errors.</summary>
    [Fact]
    public void Shows_NoErrors_Everything() => Assert.Equal("0+ 1+ | 0+ 1+", Shown((100, 100, 100), (80, 80, 80)));

    [Fact]
    public void Shows_FewWrongInOneOfTwo_RecallAlone() => Assert.Equal("0+ 1+ | 0- 1-", Shown((100, 110, 80), (80, 61, 60)));

    /// <summary>With the others shown, the whole would tell the one that is withheld; so the smallest of the others is withheld with it.</summary>
    [Fact]
    public void Shows_FewMissedInOneOfThree_WithholdsAnotherWithIt() => Assert.Equal("0+ 1- 2- | 0+ 1+ 2+", Shown((200, 160, 150), (150, 120, 103), (90, 97, 87)));

    /// <summary>Few found are few in both shares.</summary>
    [Fact]
    public void Shows_FewFound_Neither() => Assert.Equal("0- 1- | 0- 1-", Shown((100, 90, 80), (40, 30, 5)));

    /// <summary>The rest of the first group are the pairs wholly within the second, of which few are missed, though many are missed with a record of it.</summary>
    [Fact]
    public void Shows_FewMissedInTheRest_WithholdsIt()
    {
        var cells = new GroupCells();
        cells.Add(0, 0, new GroupCounts(100, 80, 80));
        cells.Add(0, 1, new GroupCounts(60, 40, 40));
        cells.Add(1, 1, new GroupCounts(50, 47, 47));

        Assert.Equal("0- 1+ | 0+ 1+", Shown(cells, 2));
    }

    [Fact]
    public void Shows_FewMissedInAll_Nothing() => Assert.Equal("0- 1- | 0+ 1+", Shown((100, 97, 97), (80, 78, 78)));

    private static string Shown(params (long TruePairs, long Links, long TrueLinks)[] groups)
    {
        var cells = new GroupCells();
        foreach (var (group, (pairs, links, right)) in groups.Index())
        {
            cells.Add(group, group, new GroupCounts(pairs, links, right));
        }

        return Shown(cells, groups.Length);
    }

    private static string Shown(GroupCells cells, int groups)
    {
        var suppression = new GroupSuppression([.. Enumerable.Range(0, groups)], cells, 10);
        string Of(Func<int, bool> shows) => string.Join(' ', Enumerable.Range(0, groups).Select(g => $"{g}{(shows(g) ? '+' : '-')}"));
        return $"{Of(suppression.ShowsRecall)} | {Of(suppression.ShowsPrecision)}";
    }
}
