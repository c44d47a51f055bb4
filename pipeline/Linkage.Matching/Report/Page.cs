using Linkage.Matching.Report.Charts;

namespace Linkage.Matching.Report;

/// <summary>The parts every section is made of: headings, figures with their text, and the numbers behind them as tables.</summary>
internal sealed class Page(Markup markup)
{
    /// <summary>Width of a chart on a wide screen and on paper, in pixels.</summary>
    internal const double Wide = 720;

    /// <summary>Width of a chart on a narrow screen, and of one of several side by side.</summary>
    internal const double Narrow = 344;

    /// <summary>The markup below.</summary>
    internal Markup Markup => markup;

    /// <summary>Opens a section.</summary>
    internal Markup.Scope Section(string id, string title)
    {
        markup.Line();
        var section = markup.Open("section", ("id", id), ("aria-labelledby", $"{id}-heading"));
        markup.Element("h2", title, ("id", $"{id}-heading"));
        return section;
    }

    /// <summary>A paragraph.</summary>
    internal void Paragraph(string text, string? className = null) => markup.Element("p", text, ("class", className));

    /// <summary>A figure of one chart, drawn twice: for wide screens and paper, and for narrow screens. One of the two is shown.</summary>
    internal void Figure(FigureText text, IChart chart, DataTable table)
    {
        using (Figure(text))
        {
            using (markup.Open("div", ("class", "chart")))
            {
                SvgCanvas.Draw(markup, $"{text.Id}-wide", "wide", Wide, text.Title, text.Description, chart);
                SvgCanvas.Draw(markup, $"{text.Id}-narrow", "narrow", Narrow, text.Title, text.Description, chart);
            }

            Caption(text, table);
        }
    }

    /// <summary>A figure of several small charts of one kind and one scale.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="panels">The charts, each with a heading.</param>
    /// <param name="sideBySide">True for two beside one another; false where each takes the whole width and is drawn for narrow screens as well.</param>
    /// <param name="table">The numbers.</param>
    internal void Multiples(FigureText text, IReadOnlyList<Panel> panels, bool sideBySide, DataTable table)
    {
        using (Figure(text))
        {
            using (markup.Open("div", ("class", sideBySide ? "multiples" : "stack")))
            {
                foreach (var (index, panel) in panels.Index())
                {
                    var id = FormattableString.Invariant($"{text.Id}-{index + 1}");
                    using (markup.Open("div", ("class", "panel")))
                    {
                        markup.Element("h4", panel.Title, ("id", $"{id}-heading"));
                        if (panel.Note is { } note)
                        {
                            markup.Element("p", note, ("class", "panel-note"));
                        }

                        if (!sideBySide)
                        {
                            SvgCanvas.Draw(markup, $"{id}-wide", "wide", Wide, $"{text.Title}: {panel.Title}", panel.Description, panel.Chart);
                        }

                        SvgCanvas.Draw(markup, $"{id}-narrow", sideBySide ? null : "narrow", Narrow, $"{text.Title}: {panel.Title}", panel.Description, panel.Chart);
                    }
                }
            }

            Caption(text, table);
        }
    }

    /// <summary>A table of numbers.</summary>
    internal void Table(DataTable table, string? className = null)
    {
        using (markup.Open("div", ("class", "scroll"), ("tabindex", 0), ("role", "region"), ("aria-label", table.Caption)))
        using (markup.Open("table", ("class", className)))
        {
            markup.Element("caption", table.Caption);
            using (markup.Open("thead"))
            using (markup.Open("tr"))
            {
                foreach (var column in table.Columns)
                {
                    markup.Element("th", column.TrimStart('>'), ("scope", "col"), ("class", column.StartsWith('>') ? "number" : null));
                }
            }

            using (markup.Open("tbody"))
            {
                foreach (var row in table.Rows)
                {
                    markup.Line();
                    using (markup.Open("tr"))
                    {
                        foreach (var (index, cell) in row.Index())
                        {
                            if (index == 0)
                            {
                                markup.Element("th", cell, ("scope", "row"));
                            }
                            else
                            {
                                markup.Element("td", cell, ("class", table.Columns[index].StartsWith('>') ? "number" : null));
                            }
                        }
                    }
                }
            }
        }
    }

    private Markup.Scope Figure(FigureText text)
    {
        markup.Line();
        var figure = markup.Open("figure", ("id", text.Id), ("aria-labelledby", $"{text.Id}-heading"));
        markup.Element("h3", text.Title, ("id", $"{text.Id}-heading"));
        return figure;
    }

    private void Caption(FigureText text, DataTable table)
    {
        using (markup.Open("figcaption"))
        {
            if (text.Key is { } key)
            {
                Labelled("How to read it. ", key);
            }

            Labelled("What it says. ", text.Says);
            Labelled("What to do. ", text.Advice);
        }

        using (markup.Open("details"))
        {
            markup.Element("summary", "The numbers behind it");
            Table(table);
        }
    }

    private void Labelled(string label, string text)
    {
        using (markup.Open("p"))
        {
            markup.Element("strong", label);
            markup.Text(text);
        }
    }
}

/// <summary>What stands around a figure.</summary>
/// <param name="Id">An id that is unique in the page.</param>
/// <param name="Title">Its title.</param>
/// <param name="Description">What there is to see, for those who do not see it.</param>
/// <param name="Key">How to read it; null where that is plain.</param>
/// <param name="Says">What it says of this run.</param>
/// <param name="Advice">What to do about it.</param>
internal sealed record FigureText(string Id, string Title, string Description, string? Key, string Says, string Advice);

/// <summary>One of several small charts.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Note">A line under the heading, or null.</param>
/// <param name="Description">What there is to see.</param>
/// <param name="Chart">The chart.</param>
internal sealed record Panel(string Title, string? Note, string Description, IChart Chart);

/// <summary>Numbers as a table.</summary>
/// <param name="Caption">What it holds.</param>
/// <param name="Columns">Column headings; one of numbers begins with <c>&gt;</c>.</param>
/// <param name="Rows">The cells, row by row.</param>
internal sealed record DataTable(string Caption, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
