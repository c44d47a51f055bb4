using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Linkage.Jobs.Publishing.Pages;

/// <summary>
/// Writes a page as one HTML file: no script, no network, WCAG 2.2 AA. It is well-formed XML too. The same page gives the same bytes.
/// </summary>
internal static class HtmlPage
{
    private static readonly string Css = StyleSheet();

    /// <summary>The page as UTF-8.</summary>
    public static byte[] ToBytes(Page page)
    {
        using var stream = new MemoryStream();
        using (var html = new HtmlWriter(stream))
        {
            Write(html, page);
        }

        return stream.ToArray();
    }

    /// <summary>The bytes by which a file is known as one that this writer made under a mark.</summary>
    public static string MarkOf(string mark) => $"<meta name=\"generator\" content=\"{mark}\"";

    private static void Write(HtmlWriter html, Page page)
    {
        using var root = html.Open("html", ("lang", "en-GB"));
        using (html.Open("head"))
        {
            html.Element("meta", null, ("charset", "utf-8"));
            html.Element("meta", null, ("name", "generator"), ("content", page.Mark));
            html.Element("meta", null, ("http-equiv", "Content-Security-Policy"), ("content", Policy()));
            html.Element("meta", null, ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
            html.Element("meta", null, ("name", "referrer"), ("content", "no-referrer"));
            html.Element("meta", null, ("name", "color-scheme"), ("content", "light dark"));
            html.Element("title", page.Title);
            html.Style(Css);
        }

        using (html.Open("body"))
        {
            html.Element("a", "Skip to the content", ("class", "skip"), ("href", "#content"));
            Head(html, page);
            Contents(html, page);
            using (html.Open("main", ("id", "content"), ("tabindex", "-1")))
            {
                foreach (var section in page.Sections)
                {
                    Section(html, section, 2);
                }
            }

            using (html.Open("footer"))
            {
                html.Element("p", page.Source);
            }
        }
    }

    private static void Head(HtmlWriter html, Page page)
    {
        using (html.Open("header"))
        {
            html.Element("h1", page.Title);
            using (html.Open("p"))
            {
                html.Text("As at ");
                html.Element(
                    "time",
                    page.Instant.UtcDateTime.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture),
                    ("datetime", page.Instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
            }

            foreach (var paragraph in page.Lead)
            {
                html.Element("p", paragraph, ("class", "lead"));
            }
        }
    }

    private static void Contents(HtmlWriter html, Page page)
    {
        using (html.Open("nav", ("aria-labelledby", "contents")))
        {
            html.Element("h2", "Contents", ("id", "contents"));
            Links(html, page.Sections);
        }
    }

    private static void Links(HtmlWriter html, IReadOnlyList<PageSection> sections)
    {
        using (html.Open("ul"))
        {
            foreach (var section in sections)
            {
                using (html.Open("li"))
                {
                    html.Element("a", section.Title, ("href", $"#{section.Id}"));
                    if (section.Sections.Count > 0)
                    {
                        Links(html, section.Sections);
                    }
                }
            }
        }
    }

    private static void Section(HtmlWriter html, PageSection section, int level)
    {
        using (html.Open("section", ("aria-labelledby", section.Id)))
        {
            html.Element(string.Create(CultureInfo.InvariantCulture, $"h{level}"), section.Title, ("id", section.Id));
            foreach (var block in section.Blocks)
            {
                Write(html, block);
            }

            foreach (var deeper in section.Sections)
            {
                Section(html, deeper, level + 1);
            }
        }
    }

    private static void Write(HtmlWriter html, Block block)
    {
        switch (block)
        {
            case Paragraph paragraph:
                html.Element("p", paragraph.Text);
                break;
            case Points points:
                Points(html, points.Texts);
                break;
            case Facts facts:
                Table(html, facts);
                break;
            case Grid grid:
                Table(html, grid);
                break;
            case ToWrite gap:
                Gap(html, gap);
                break;
            default:
                throw new InvalidOperationException("A block has no form in HTML.");
        }
    }

    private static void Points(HtmlWriter html, IReadOnlyList<string> texts)
    {
        using (html.Open("ul"))
        {
            foreach (var text in texts)
            {
                html.Element("li", text);
            }
        }
    }

    private static void Table(HtmlWriter html, Facts facts)
    {
        using (html.Open("table", ("class", "facts")))
        {
            html.Element("caption", facts.Caption);
            using (html.Open("tbody"))
            {
                foreach (var fact in facts.Items)
                {
                    using (html.Open("tr"))
                    {
                        html.Element("th", fact.Name, ("scope", "row"));
                        using (html.Open("td"))
                        {
                            if (fact.Values.Count > 1)
                            {
                                Points(html, fact.Values);
                            }
                            else
                            {
                                html.Text(fact.Values.Count == 0 ? Fact.None : fact.Values[0]);
                            }
                        }
                    }
                }
            }
        }
    }

    private static void Table(HtmlWriter html, Grid grid)
    {
        if (grid.Rows.Count == 0)
        {
            html.Element("p", $"{grid.Caption}: none.");
            return;
        }

        using (html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", grid.Caption)))
        using (html.Open("table"))
        {
            html.Element("caption", grid.Caption);
            using (html.Open("thead"))
            using (html.Open("tr"))
            {
                foreach (var column in grid.Columns)
                {
                    html.Element("th", column.TrimStart('>'), ("scope", "col"), ("class", ClassOf(column)));
                }
            }

            using (html.Open("tbody"))
            {
                foreach (var row in grid.Rows)
                {
                    using (html.Open("tr"))
                    {
                        foreach (var (place, cell) in row.Index())
                        {
                            html.Element(place == 0 ? "th" : "td", cell, ("scope", place == 0 ? "row" : null), ("class", place == 0 ? null : ClassOf(grid.Columns[place])));
                        }
                    }
                }
            }
        }
    }

    private static void Gap(HtmlWriter html, ToWrite gap)
    {
        using (html.Open("div", ("class", "gap")))
        {
            html.Element("p", $"To be written by {gap.Who}", ("class", "who"));
            html.Element("p", gap.What);
        }
    }

    private static string? ClassOf(string column) => column.StartsWith('>') ? "number" : null;

    private static string Policy() =>
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css)))}'; base-uri 'none'; form-action 'none'";

    private static string StyleSheet()
    {
        using var reader = new StreamReader(
            Assembly.GetExecutingAssembly().GetManifestResourceStream("Linkage.Jobs.Publishing.Pages.page.css") ?? throw new InvalidOperationException("The style sheet of pages is not embedded."));
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
