using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Linkage.Matching.Report;

/// <summary>
/// One HTML file of sections that needs no network and no script: its policy forbids both, and its style sheet stands within it. The same sections give the same bytes.
/// </summary>
internal static class ReportDocument
{
    /// <summary>Writes a page as UTF-8. The stream stays open.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="title">Its title.</param>
    /// <param name="first">The first section: its id, and what it is called in the link that skips to it.</param>
    /// <param name="body">Writes the header and the sections.</param>
    internal static void Write(Stream stream, string title, (string Id, string Name) first, Action<Page> body)
    {
        var css = StyleSheet();
        using var markup = new Markup(stream);
        using var html = markup.Open("html", ("lang", "en-GB"));
        markup.Line();
        using (markup.Open("head"))
        {
            markup.Element("meta", null, ("charset", "utf-8"));
            markup.Element(
                "meta",
                null,
                ("http-equiv", "Content-Security-Policy"),
                ("content", $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(css)))}'; base-uri 'none'; form-action 'none'"));
            markup.Element("meta", null, ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
            markup.Element("meta", null, ("name", "referrer"), ("content", "no-referrer"));
            markup.Element("meta", null, ("name", "color-scheme"), ("content", "light dark"));
            markup.Element("title", title);
            markup.Style(css);
        }

        markup.Line();
        using (markup.Open("body"))
        {
            markup.Element("a", $"Skip to the {first.Name}", ("class", "skip"), ("href", $"#{first.Id}"));
            body(new Page(markup));
        }
    }

    private static string StyleSheet()
    {
        using var reader = new StreamReader(
            Assembly.GetExecutingAssembly().GetManifestResourceStream("Linkage.Matching.Report.report.css") ?? throw new InvalidOperationException("The style sheet of the report is not embedded."));
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
