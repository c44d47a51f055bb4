using System.Xml;
using System.Xml.Linq;

namespace Linkage.Jobs.Tests.Publishing;

/// <summary>A published page, read by a strict reader: what is no well-formed XML fails.</summary>
internal sealed class PublishedPage
{
    private static readonly string[] Headings = ["h1", "h2", "h3", "h4", "h5", "h6"];

    private static readonly string[] NotAllowed = ["script", "img", "link", "iframe", "object", "form", "base", "svg"];

    private readonly XElement _root;

    public PublishedPage(byte[] html)
    {
        using var reader = XmlReader.Create(new MemoryStream(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        _root = XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root!;
    }

    /// <summary>All of its text.</summary>
    public string Text => _root.Element("body")!.Value;

    /// <summary>Elements of a name.</summary>
    public IReadOnlyList<XElement> All(string name) => [.. _root.Descendants(name)];

    /// <summary>The cell beside a row heading, in the section under a heading.</summary>
    public string Cell(string section, string row) =>
        Section(section).Descendants("tr").Single(tr => tr.Element("td") is not null && tr.Element("th")!.Value == row).Element("td")!.Value;

    /// <summary>The section whose heading begins or ends with a text.</summary>
    public XElement Section(string heading) => _root.Descendants("section").Single(section =>
        section.Elements().First().Value is var text && (text.StartsWith(heading, StringComparison.Ordinal) || text.EndsWith(heading, StringComparison.Ordinal)));

    /// <summary>
    /// Fails unless the page keeps what a strict reader can see of WCAG 2.2 AA and of being self-contained: a language, a title, one first heading and none left out, ids that
    /// are unique, links that lead somewhere, tables with captions and scoped headings, regions one can scroll by keyboard that have a name, no script, nothing from elsewhere.
    /// </summary>
    public void IsAccessibleAndAlone()
    {
        Assert.Equal("en-GB", _root.Attribute("lang")?.Value);
        Assert.False(string.IsNullOrWhiteSpace(Assert.Single(All("title")).Value));
        var levels = _root.Descendants().Where(e => Headings.Contains(e.Name.LocalName)).Select(e => e.Name.LocalName[1] - '0').ToArray();
        Assert.Equal(1, levels[0]);
        Assert.Single(levels, 1);
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1));
        var ids = _root.Descendants().Select(e => e.Attribute("id")?.Value).OfType<string>().ToArray();
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(_root.Descendants().Select(e => e.Attribute("aria-labelledby")?.Value).OfType<string>(), id => Assert.Contains(id, ids));
        Assert.All(All("a"), a => Assert.Contains(a.Attribute("href")!.Value[1..], ids));
        Assert.All(All("a"), a => Assert.StartsWith("#", a.Attribute("href")!.Value, StringComparison.Ordinal));
        Assert.NotEmpty(All("table"));
        Assert.All(All("table"), table => Assert.Equal("caption", table.Elements().First().Name.LocalName));
        Assert.All(All("th"), th => Assert.True(th.Attribute("scope")?.Value is "row" or "col"));
        Assert.All(_root.Descendants().Where(e => e.Attribute("class")?.Value == "scroll"), e =>
            Assert.True(e.Attribute("tabindex")?.Value == "0" && e.Attribute("role")?.Value == "region" && e.Attribute("aria-label")?.Value.Length > 0));
        Assert.All(NotAllowed, name => Assert.Empty(All(name)));
        Assert.All(_root.Descendants().SelectMany(e => e.Attributes()), a => Assert.False(a.Name.LocalName is "src" or "srcset" or "style" or "action"));
        Assert.All(_root.Descendants().SelectMany(e => e.Attributes()), a => Assert.False(a.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase)));
        Assert.Contains("default-src 'none'", All("meta").Single(m => m.Attribute("http-equiv") is not null).Attribute("content")!.Value, StringComparison.Ordinal);
    }
}
