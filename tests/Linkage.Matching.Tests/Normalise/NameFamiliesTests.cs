using System.Text;
using Linkage.Matching.Normalise;

namespace Linkage.Matching.Tests.Normalise;

/// <summary>Names that one person goes by.</summary>
public sealed class NameFamiliesTests
{
    [Theory]
    [InlineData("WILLIAM", "BILL", true)]
    [InlineData("BILL", "LIAM", true)]
    [InlineData("BILL JOHN", "WILLIAM", true)]
    [InlineData("MOHAMMED", "MUHAMMAD ALI", true)]
    [InlineData("ALEX", "OLEKSANDR", true)]
    [InlineData("ALEX", "ALEXANDRA", true)]
    [InlineData("ALEXANDER", "ALEXANDRA", false)]
    [InlineData("CHAUDHRY", "CHOWDHURY", true)]
    [InlineData("MC DONALD", "MACDONALD", true)]
    [InlineData("O NEILL", "ONEIL", true)]
    [InlineData("WILLIAM", "WILLIAM", false)]
    [InlineData("WILLIAM JOHN", "WILLIAM JAMES", false)]
    [InlineData("WILLIAM", "ROBERT", false)]
    [InlineData("ZEBEDEE", "ZEBEDEES", false)]
    [InlineData("محمد", "MOHAMMED", false)]
    [InlineData("", "WILLIAM", false)]
    [InlineData("O", "ONEILL", false)]
    public void AreOne_TwoNames_SaysWhetherTheyAreOfOneFamily(string one, string other, bool expected)
    {
        var (a, b) = (Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));

        Assert.Equal(expected, NameFamilies.AreOne(a, b));
        Assert.Equal(expected, NameFamilies.AreOne(b, a));
        Assert.True(!expected || (NameFamilies.BitsOf(a) & NameFamilies.BitsOf(b)) != 0);
    }

    [Fact]
    public void All_EveryFamily_IsInOrderAndInNormalForm()
    {
        using var session = MatchingSession.Open();
        MatchingSession.Table(session, "names", ["v"], NameFamilies.All.SelectMany(f => f).Distinct().Select(n => (string?[])[n]));
        RecordTable.CreateMacros(session, CancellationToken.None);

        Assert.Empty(MatchingSession.Rows(session, "SELECT v FROM names WHERE lnk_name(v) IS DISTINCT FROM v OR contains(v, ' ')"));
        Assert.True(NameFamilies.All.Count > 500);
        Assert.Equal(NameFamilies.All.Select(f => f[0]).Distinct().Order(StringComparer.Ordinal), NameFamilies.All.Select(f => f[0]));
        Assert.All(NameFamilies.All, f => Assert.Equal(f.Skip(1).Distinct().Except([f[0]]).Order(StringComparer.Ordinal), f.Skip(1)));
        Assert.All(NameFamilies.All, f => Assert.True(f.Count > 1));
    }

    [Fact]
    public void SameFamily_InSql_IsTheSame()
    {
        using var session = MatchingSession.Open();
        RecordTable.CreateMacros(session, CancellationToken.None);

        Assert.True(session.Scalar<bool>("SELECT lnk_same_family('ELIZABETH', 'BETTY') AND NOT lnk_same_family('ELIZABETH', 'MARY') AND lnk_same_family('MARY', NULL) IS NULL", CancellationToken.None));
    }
}
