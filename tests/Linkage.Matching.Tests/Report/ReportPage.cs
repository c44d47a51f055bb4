using System.Text;
using System.Xml;
using System.Xml.Linq;
using Linkage.Matching.Report;

namespace Linkage.Matching.Tests.Report;

/// <summary>A written report, read again as strictly as XML is.</summary>
internal sealed class ReportPage
{
    private ReportPage(byte[] bytes)
    {
        Bytes = bytes;
        Html = Encoding.UTF8.GetString(bytes);
        using var reader = XmlReader.Create(new StringReader(Html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        Root = XDocument.Load(reader).Root!;
    }

    internal byte[] Bytes { get; }

    internal string Html { get; }

    internal XElement Root { get; }

    /// <summary>Everything a reader sees or hears.</summary>
    internal string Text => string.Join('\n', Root.Element("body")!.DescendantNodes().OfType<XText>().Select(t => t.Value));

    internal static ReportPage Of(MatchReportData data)
    {
        using var stream = new MemoryStream();
        MatchReport.Write(stream, data);
        Assert.True(stream.CanWrite);
        return new ReportPage(stream.ToArray());
    }

    internal IEnumerable<XElement> All(string name) => Root.Descendants(name);

    /// <summary>What must hold of every report, whatever it says.</summary>
    internal void IsSound()
    {
        Assert.StartsWith("<!DOCTYPE html", Html, StringComparison.Ordinal);
        var ids = Root.DescendantsAndSelf().Select(e => (string?)e.Attribute("id")).OfType<string>().ToList();
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        var known = ids.ToHashSet(StringComparer.Ordinal);
        foreach (var attribute in Root.Descendants().Attributes())
        {
            Assert.False(attribute.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase) || attribute.Name.LocalName is "style" or "src", attribute.Name.LocalName);
            if (attribute.Name.LocalName == "href")
            {
                Assert.Contains(attribute.Value.TrimStart('#'), known);
            }

            if (attribute.Name.LocalName == "aria-labelledby")
            {
                Assert.All(attribute.Value.Split(' '), id => Assert.Contains(id, known));
            }
        }

        Assert.Empty(All("script"));
        Assert.DoesNotContain("http", Html.Replace("http-equiv", string.Empty, StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("NaN", Html, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", Html, StringComparison.Ordinal);
        Assert.All(All("svg"), svg =>
        {
            Assert.Equal("img", (string?)svg.Attribute("role"));
            Assert.NotEmpty(svg.Element("title")!.Value);
            Assert.NotEmpty(svg.Element("desc")!.Value);
            Assert.NotEmpty(svg.Ancestors("figure").Single().Descendants("tbody").Single().Elements("tr"));
        });
        Assert.All(All("table"), table =>
        {
            Assert.NotEmpty(table.Element("caption")!.Value);
            var columns = table.Descendants("thead").Single().Descendants("th").Count();
            Assert.All(table.Descendants("tbody").Single().Elements("tr"), row => Assert.Equal(columns, row.Elements().Count()));
        });
        Assert.Single(All("h1"));
        Assert.All(All("figure"), figure => Assert.Equal(3, figure.Element("figcaption")!.Elements("p").Count()));
    }

    /// <summary>Texts of one image that lie over one another: the same line, and pixels in common.</summary>
    internal IEnumerable<string> Overlaps()
    {
        foreach (var svg in All("svg"))
        {
            var texts = svg.Elements("text").Select(t => (t.Value, Y: (double)t.Attribute("y")!, Span: Span(t))).ToList();
            foreach (var (index, text) in texts.Index())
            {
                foreach (var other in texts.Skip(index + 1).Where(o => Math.Abs(o.Y - text.Y) < 9 && o.Span.From < text.Span.To - 1 && text.Span.From < o.Span.To - 1))
                {
                    yield return $"{(string?)svg.Attribute("id")}: '{text.Value}' and '{other.Value}'";
                }
            }
        }
    }

    private static (double From, double To) Span(XElement text)
    {
        // Narrower than the report's own estimate, near to what browsers draw.
        var width = text.Value.Length * 12 * .5;
        var x = (double)text.Attribute("x")!;
        return (string?)text.Attribute("text-anchor") switch
        {
            "end" => (x - width, x),
            "middle" => (x - width / 2, x + width / 2),
            _ => (x, x + width),
        };
    }
}
