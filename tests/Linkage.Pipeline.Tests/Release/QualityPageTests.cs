using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Release;
using Linkage.Pipeline.Run;

namespace Linkage.Pipeline.Tests.Release;

public sealed class QualityPageTests : IDisposable
{
    private const string Hostile = "</title><script src=\"https://evil.example/x.js\">alert('1')</script>&amp;";

    private readonly ReleaseWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Page_HostileNames_StandAsText()
    {
        var request = _world.Request(ReleaseWorld.Wards());
        var page = Page(request with
        {
            Project = request.Project with { Title = Hostile },
            Links = [new LinkTally(Hostile, 99, 5000), new LinkTally("person", 99, 5000)],
            Models = [new UsedModel(Hostile, Hostile, Hostile, ReleaseWorld.HashOf("one"))],
            Stages = [Stage(Hostile, 100, 40, (Hostile, 60))],
        });

        Assert.Contains(Hostile, Cells(page, "Models by which pairs of datasets were weighed")[0][1], StringComparison.Ordinal);
        Assert.Empty(page.Descendants("script"));
        Assert.Equal($"Quality of the release: {Hostile}", page.Descendants("title").First().Value);
    }

    [Fact]
    public void Page_Always_HasNoScriptNoAddressAndAPolicyThatForbidsBoth()
    {
        var page = Page(_world.Request(ReleaseWorld.Outreach(), ReleaseWorld.Rows(), ReleaseWorld.Wards()));

        Assert.DoesNotContain(page.Descendants().Attributes(), a => a.Name.LocalName is "src" or "style" || a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.All(page.Descendants().Attributes("href"), a => Assert.StartsWith("#", a.Value, StringComparison.Ordinal));
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", page.Descendants("meta").Single(m => m.Attribute("http-equiv") is not null).Attribute("content")!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page.Descendants("style").Single().Value, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Page_Always_NamesNoPerson()
    {
        var text = Page(_world.Request(ReleaseWorld.Outreach())).ToString();

        Assert.All(["p-marsh", "p-adeyemi", "p-okafor", "Ash Grove", "Ms Name"], name => Assert.DoesNotContain(name, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Rows_SmallCounts_AreNeitherShownNorToBeWorkedOut()
    {
        var page = Page(_world.Request(ReleaseWorld.Wards()) with { Stages = [Stage("Extract", 1203, 1183, ("BAD_DATE", 17), ("NO_RECORD_ID", 3)), Stage("Link", 1000, 998, ("NOT_IN_SPINE", 2))] });

        var rows = Cells(page, "By stage");
        Assert.Equal(["Extract", "1,205", "1,185", "20", "BAD_DATE 15, NO_RECORD_ID under 10"], rows[0]);
        Assert.Equal(["Link", "1,000", "1,000", "under 10", "NOT_IN_SPINE under 10"], rows[1]);
    }

    [Fact]
    public void Rows_RuleWithALargerLeastCell_HidesBelowThat()
    {
        var request = _world.Request(ReleaseWorld.Wards()) with { Stages = [Stage("Extract", 1000, 983, ("BAD_DATE", 17))] };
        var page = Page(request, ReleaseWorld.Terms(request) with { MinimumCell = 20, RoundingBase = 10 });

        Assert.Equal(["Extract", "1,000", "980", "under 20", "BAD_DATE under 20"], Cells(page, "By stage")[0]);
    }

    [Fact]
    public void Links_SmallBand_IsHiddenWithAnotherAndRestRounded()
    {
        var page = Page(_world.Request(ReleaseWorld.Wards()) with { Links = [new LinkTally("person", 80, 4), new LinkTally("person", 97, 263), new LinkTally("person", 99, 997), new LinkTally("uprn", 99, 512)] });

        var bands = Cells(page, "Links by probability");
        Assert.Equal(14, bands.Count);
        Assert.Equal("not shown", bands.Single(b => b[0] == "person" && b[1] == "0.80 to 0.90")[2]);
        Assert.Contains(bands, b => b[2] != "not shown");
        Assert.All(bands.Where(b => b[2] != "not shown"), b => Assert.Equal(0, int.Parse(b[2], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) % 5));
        Assert.Contains(265, Numbers(page));
        Assert.Empty(Numbers(page).Intersect([263, 997, 512]));
    }

    [Fact]
    public void Links_Precision_FollowsFromTheProbabilities()
    {
        var page = Page(_world.Request(ReleaseWorld.Wards()) with { Links = [new LinkTally("person", 90, 100), new LinkTally("person", 99, 200)] });

        Assert.Contains("Precision - how many of the links are right - is at least 0.96 ", Text(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_OfTwoSizes_AreSharesOfWhatIsShown()
    {
        GroupTally[] groups =
        [
            new("rent-arrears-panel", "born", "1950s", 203, 101),
            new("rent-arrears-panel", "born", "1980s", 1002, 801),
            new("rent-arrears-panel", "born", "2010s", 13, 4),
            new("rent-arrears-panel", "born", "1990s", 999, 503),
            new("food-vouchers", "sex", "not known", 50, 20),
            new("unsafe-to-contact", "born", "1950s", 203, 101),
            new("unsafe-to-contact", "born", "1980s", 1002, 801),
        ];
        var page = Page(_world.Request(ReleaseWorld.Wards()) with { Groups = groups });

        var rows = Cells(page, "Linked by group");
        Assert.DoesNotContain(rows, r => r[0] != "rent-arrears-panel");
        Assert.Equal(["rent-arrears-panel", "born", "1980s", "800", "200", "80 %"], rows.Single(r => r[2] == "1980s"));
        Assert.Equal(["rent-arrears-panel", "born", "2010s", "not shown", "not shown", "not shown"], rows.Single(r => r[2] == "2010s"));
        Assert.Contains("rent-arrears-panel, by born: from 50 % (", Text(page), StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_NoneCounted_SaysThatNothingIsKnown() =>
        Assert.Contains("is not known: no dataset has sex or date of birth", Text(Page(_world.Request(ReleaseWorld.Wards()) with { Groups = [] })), StringComparison.Ordinal);

    [Fact]
    public void Links_NoneCounted_SaysThatNothingIsEstimated()
    {
        var page = Page(_world.Request(ReleaseWorld.Wards()) with { Links = [] });

        Assert.Contains("is not estimated", Text(page), StringComparison.Ordinal);
        Assert.Empty(page.Descendants("figure"));
    }

    [Fact]
    public void Disclosure_CellsOfATable_AreThoseOfTheFile()
    {
        var released = _world.Release(_world.Request(ReleaseWorld.Wards()));

        var (cells, shown) = ReleaseWorld.Read($"SELECT count(*), count(people) FROM read_parquet('{released.Bundle.Path}/data/wards.parquet')", r => (r.GetInt64(0), r.GetInt64(1))).Single();
        Assert.True(shown < cells);
        Assert.Equal(
            new object[] { "data/wards.parquet: wards.people", cells, shown, cells - shown, shown }.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture)!),
            Cells(Read(released.Bundle.Path), "Cells by table").Single());
    }

    private static StageReport Stage(string name, long rows, long kept, params (string Reason, long Rows)[] rejected) =>
        new() { Name = name, In = rows, Kept = kept, RejectedByReason = rejected.ToDictionary(r => r.Reason, r => r.Rows) };

    private static List<List<string>> Cells(XDocument page, string caption) =>
        [.. page.Descendants("table").First(t => t.Element("caption")!.Value == caption).Element("tbody")!.Elements("tr").Select(r => r.Elements().Select(c => c.Value).ToList())];

    // Not the style sheet, and not the places of drawn lines.
    /// <summary>The whole numbers that stand alone: the digits inside a random id or a hash are none.</summary>
    private static List<long> Numbers(XDocument page) =>
        [.. Regex.Matches(Text(page), @"(?<![\w-])\d[\d,]*(?![\w-])").Select(m => long.Parse(m.Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture))];

    private static string Text(XDocument page) => string.Concat(page.Descendants("body").DescendantNodes().OfType<XText>().Select(t => t.Value + " "));

    // As a browser would take it: the page is well-formed XML besides, so whatever became markup is found by reading it.
    private static XDocument Read(string bundle)
    {
        var text = File.ReadAllText(Path.Combine(bundle, "quality.html"), new UTF8Encoding(false, throwOnInvalidBytes: true));
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        var page = XDocument.Load(reader);
        foreach (var element in page.Descendants())
        {
            element.Name = element.Name.LocalName;
        }

        return page;
    }

    private XDocument Page(ReleaseRequest request, ReleaseTerms? terms = null) => Read(_world.Release(request, terms).Bundle.Path);
}
