using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Linkage.Jobs.Publishing.Pages;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Publishing;

public sealed partial class PagesTests
{
    private const string Nasty = "<script>alert(1)</script> & \"quoted\" 'x' ]]> <!-- \u202Eevil\u0000\uD800 \u2028 end";

    private static readonly DateTimeOffset Instant = new(2026, 11, 22, 9, 30, 0, TimeSpan.FromHours(1));

    [Fact]
    public void ToBytes_WithMarkupInEveryText_ComesOutAsText()
    {
        var page = new PublishedPage(HtmlPage.ToBytes(new Page("linkage test", Nasty, [Nasty], Instant, Nasty,
        [
            new PageSection("one", Nasty, [new Paragraph(Nasty), new Points([Nasty]), new Facts(Nasty, [new Fact(Nasty, Nasty), new Fact("two", [Nasty, Nasty]), new Fact("none", (string?)null)]),
                new Grid(Nasty, [Nasty], [[Nasty]]), new ToWrite(Nasty, Nasty)], [new PageSection("two", Nasty, new Paragraph(Nasty))]),
        ])));

        page.IsAccessibleAndAlone();
        Assert.Equal("<script>alert(1)</script> & \"quoted\" 'x' ]]> <!-- \uFFFDevil\uFFFD\uFFFD end", page.All("title")[0].Value);
        Assert.Equal(Enumerable.Repeat(page.All("title")[0].Value, 4), page.All("td").SelectMany(td => td.Elements("ul").SelectMany(ul => ul.Elements()).DefaultIfEmpty(td)).Select(e => e.Value).Where(v => v != Fact.None).Append(page.All("h2")[1].Value));
        Assert.Contains("22 November 2026, 08:30 UTC", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void ToBytes_OfATableWithoutRows_SaysSoInstead()
    {
        var page = new PublishedPage(HtmlPage.ToBytes(new Page("linkage test", "t", [], Instant, "t", [new PageSection("one", "One", new Grid("Bars", ["Bar"], []))])));

        Assert.Empty(page.All("table"));
        Assert.Contains("Bars: none.", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_OfAPage_ReachesEveryTextThatIsShown()
    {
        var page = new Page("linkage test", "t", ["t"], Instant, "t",
        [
            new PageSection("one", "t", [new Paragraph("t"), new Points(["t"]), new Facts("t", [new Fact("t", "t")]), new Grid("t", ["Column"], [["t"]]), new ToWrite("t", "t")], [new PageSection("two", "t", new Paragraph("t"))]),
        ]);

        var mapped = new PublishedPage(HtmlPage.ToBytes(page.Map(_ => "changed")));

        Assert.DoesNotMatch(@"\bt\b", mapped.Text);
    }

    [Fact]
    public void Css_EveryPairOfColours_HasTheContrastOfWcagAa()
    {
        var css = File.ReadAllText(RepositoryPaths.Of("jobs", "Linkage.Jobs", "Publishing", "Pages", "page.css"));
        var themes = Theme().Matches(css).Select(theme => Colour().Matches(theme.Value).ToDictionary(c => c.Groups[1].Value, c => c.Groups[2].Value)).ToArray();

        Assert.Equal(2, themes.Length);
        foreach (var theme in themes)
        {
            Assert.All(new[] { ("ink", "paper", 4.5), ("soft", "paper", 4.5), ("link", "paper", 4.5), ("ink", "note", 4.5), ("line", "paper", 3), ("note-line", "paper", 3), ("note-line", "note", 3) }, pair =>
                Assert.True(Contrast(theme[pair.Item1], theme[pair.Item2]) >= pair.Item3, $"{pair.Item1} on {pair.Item2}: {Contrast(theme[pair.Item1], theme[pair.Item2]):0.00}"));
        }
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+44 20")]
    [InlineData("-2")]
    [InlineData("@SUM(A1)")]
    [InlineData("  =cmd")]
    [InlineData("\t=cmd")]
    [InlineData("\r\n=cmd")]
    [InlineData("\u00A0=cmd")]
    [InlineData("＝1+1")]
    [InlineData("＠x")]
    public void Csv_CellThatBeginsLikeAFormula_IsMadeText(string value)
    {
        var cell = CsvReader.Read(Encoding.UTF8.GetString(new CsvTable(["a"], [[value]]).ToBytes()))[1][0];

        Assert.Equal("'" + value.Trim(), cell);
    }

    [Fact]
    public void Csv_AnyText_ReadsBackAsRfc4180HasIt()
    {
        string[] values = ["plain", "a,b;c", "say \"hi\"", "two\r\nlines", string.Empty, "\"", "x=1", "naïve Łódź 名", "a\u0000b"];
        var text = Encoding.UTF8.GetString(new CsvTable(["first", "second"], [.. values.Select(v => (IReadOnlyList<string>)[v, v])]).ToBytes());

        var records = CsvReader.Read(text);

        Assert.Equal(["first", "second"], records[0]);
        Assert.Equal(["plain", "a,b;c", "say \"hi\"", "two lines", string.Empty, "\"", "x=1", "naïve Łódź 名", "a\uFFFDb"], records.Skip(1).Select(r => r[1]));
        Assert.Throws<InvalidOperationException>(() => new CsvTable(["a", "b"], [["one"]]).ToBytes());
    }

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    // WCAG 2.2, relative luminance.
    private static double Luminance(string colour)
    {
        double Channel(int at)
        {
            var share = int.Parse(colour.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Channel(0)) + (0.7152 * Channel(2)) + (0.0722 * Channel(4));
    }

    [GeneratedRegex(@":root \{[^}]*\}")]
    private static partial Regex Theme();

    [GeneratedRegex("--([a-z-]+): #([0-9a-f]{6});")]
    private static partial Regex Colour();
}
