using System.Text;
using Linkage.Synthetic.Extracts;
using Linkage.Synthetic.Randomness;
using Linkage.Synthetic.Recording;

namespace Linkage.Synthetic.Tests.Recording;

public sealed class MisspellingTests
{
    private readonly SeededRandom _random = new(11, SeededRandom.Stream.Recording, 0);

    [Fact]
    public void Typo_AnyName_IsOneEditAway()
    {
        foreach (var name in new[] { "Katherine", "O'Brien", "Li", "Łukasz", "Wu", "Aaron" })
        {
            for (var i = 0; i < 200; i++)
            {
                Assert.InRange(Distance(name, Misspelling.Typo(name, _random)), 0, 1);
            }
        }
    }

    [Fact]
    public void Misread_AndMisheard_ChangeTheName()
    {
        Assert.True(Misspelling.CanMisread("Turner"));
        Assert.NotEqual("Turner", Misspelling.Misread("Turner", _random));
        Assert.True(Misspelling.CanMishear("Stephen"));
        Assert.NotEqual("Stephen", Misspelling.Misheard("Stephen", _random));
        Assert.False(Misspelling.CanMishear("U"));
    }

    [Fact]
    public void Mojibake_PolishName_IsItsUtf8ReadAsWindows1252()
    {
        Assert.Equal("ZajÄ…c", Accents.Mojibake("Zając"));
        Assert.Equal("SiobhÃ¡n", Accents.Mojibake("Siobhán"));
        Assert.Equal("Oâ€™Brien", Accents.Mojibake("O’Brien"));
    }

    [Fact]
    public void Folded_EveryLetterOfTheNameLists_IsAscii()
    {
        foreach (var culture in Enum.GetValues<Linkage.Synthetic.People.NamingCulture>())
        {
            foreach (var (_, value) in ListFile.Lines(Linkage.Synthetic.People.NamingCultures.FileName(culture)))
            {
                Assert.False(Accents.Has(Accents.Folded(value)), $"{culture}: a letter has no ASCII form.");
            }
        }
    }

    [Fact]
    public void Encode_NarrowCodePages_TransliterateOrGiveAQuestionMark()
    {
        var crm = new ExtractFormat('|', TextEncoding.Windows1252, "\n", false);
        var mainframe = new ExtractFormat(';', TextEncoding.Latin1, "\n", false);
        Assert.Equal("Lukasz", Encoding.Latin1.GetString(crm.Encode("Łukasz")));
        Assert.Equal(new byte[] { 0x9A, 0x92, 0xE9 }, crm.Encode("š’é"));
        Assert.Equal("?ukasz Jos\u00E9", Encoding.Latin1.GetString(mainframe.Encode("Łukasz José")));
        Assert.Equal(new byte[] { (byte)'a', 0 }, new ExtractFormat('\t', TextEncoding.Utf16, "\r\n", false).Encode("a"));
    }

    [Fact]
    public void Row_SpecialCharacters_AreQuoted()
    {
        var format = new ExtractFormat(',', TextEncoding.Utf8, "\n", false);
        Assert.Equal("a,\"b,c\",\"d\"\"e\",\"f\ng\",\n", format.Row("a", "b,c", "d\"e", "f\ng", string.Empty));
    }

    private static int Distance(string a, string b)
    {
        var cost = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                cost[i, j] = i == 0 ? j : j == 0 ? i : Math.Min(
                    Math.Min(cost[i - 1, j] + 1, cost[i, j - 1] + 1), cost[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }
}
