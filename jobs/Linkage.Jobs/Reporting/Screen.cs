using System.Globalization;
using Linkage.Matching.Review;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Linkage.Jobs.Reporting;

/// <summary>
/// One of the two standard streams as a place to write for a person: colours and drawing on a terminal, plain text elsewhere.
/// NO_COLOR and TERM=dumb are respected.
/// </summary>
internal sealed class Screen
{
    private const int PlainWidth = 4000;
    private readonly TextWriter _writer;

    /// <summary>Wraps a writer.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="isTerminal">Whether a person's terminal is at the other end.</param>
    /// <param name="width">Columns, or 0 for what the terminal says.</param>
    public Screen(TextWriter writer, bool isTerminal, int width = 0)
    {
        _writer = writer;
        IsTerminal = isTerminal;
        Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = isTerminal && !HasNoColor() ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        if (!isTerminal)
        {
            Console.Profile.Width = PlainWidth;
            Console.Profile.Capabilities.Unicode = true;
        }
        else if (width > 0)
        {
            Console.Profile.Width = width;
        }
    }

    /// <summary>True when a person's terminal is at the other end.</summary>
    public bool IsTerminal { get; }

    /// <summary>The console underneath, for progress bars.</summary>
    public IAnsiConsole Console { get; }

    /// <summary>Columns to draw in.</summary>
    public int Width => IsTerminal ? Math.Clamp(Console.Profile.Width, 40, 160) : 100;

    /// <summary>Standard output.</summary>
    public static Screen OnStandardOutput() => new(System.Console.Out, IsPerson(System.Console.IsOutputRedirected));

    /// <summary>Standard error.</summary>
    public static Screen OnStandardError() => new(System.Console.Error, IsPerson(System.Console.IsErrorRedirected));

    /// <summary>
    /// Makes text safe to stand in a marked-up line: nothing in it is markup, and what is not seen or would drive the terminal is spelled out. Everything that
    /// comes from a file, an argument or another program passes through here.
    /// </summary>
    public static string Escape(string text) => Markup.Escape(VisibleText.Of(text));

    /// <summary>A count with thousands separators.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A duration in seconds, in the largest fitting unit.</summary>
    public static string Seconds(double seconds) => seconds switch
    {
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s"),
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 60)} min {seconds % 60:0} s"),
    };

    /// <summary>A size in the largest fitting unit.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB"),
    };

    /// <summary>An instant as people write it, in UTC.</summary>
    public static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("d MMMM yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>A line of text without markup or wrapping; like <see cref="Escape"/> it spells out what is not seen.</summary>
    public void Plain(string text) => Raw(VisibleText.Of(text) + Environment.NewLine);

    /// <summary>Text as it is, without markup or wrapping: only for what is wholly ours, or JSON.</summary>
    public void Raw(string text)
    {
        _writer.Write(text);
        _writer.Flush();
    }

    /// <summary>A marked-up line, wrapped on a terminal.</summary>
    public void Line(string markup) => Console.MarkupLine(markup);

    /// <summary>A marked-up paragraph set in from the left, its later lines too.</summary>
    public void Inset(int columns, string markup)
    {
        if (IsTerminal)
        {
            Console.Write(new Padder(new Markup(markup), new Padding(columns, 0, 0, 0)));
        }
        else
        {
            Line(new string(' ', columns) + markup);
        }
    }

    /// <summary>A count with its noun: 1 file, 2 files.</summary>
    public static string Plural(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? string.Empty : "s")}";

    /// <summary>An empty line.</summary>
    public void Gap() => Console.WriteLine();

    /// <summary>The head of a report.</summary>
    public void Title(string title, string? subtitle)
    {
        if (IsTerminal)
        {
            Console.Write(new Rule($"[bold]{Escape(title)}[/]") { Justification = Justify.Left, Style = Style.Parse("teal") });
        }
        else
        {
            Line($"== {Escape(title)} ==");
        }

        if (subtitle is not null)
        {
            Line($"[grey]{Escape(subtitle)}[/]");
        }
    }

    /// <summary>The head of a part of a report.</summary>
    public void Section(string name)
    {
        Gap();
        Line($"[bold teal]{Escape(name)}[/]");
    }

    /// <summary>A table; cells hold markup. Columns whose head begins with '>' are set to the right; they and the first are never wrapped.</summary>
    public void Table(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = TableBorder.None, ShowRowSeparators = false };
        foreach (var (head, index) in heads.Select((h, i) => (h, i)))
        {
            var right = head.StartsWith('>');
            table.AddColumn(new TableColumn($"[grey]{Escape(right ? head[1..] : head)}[/]")
            {
                Alignment = right ? Justify.Right : Justify.Left,
                NoWrap = right || index == 0,
                Padding = new Padding(0, 0, 2, 0),
            });
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(IRenderable (cell) => new Markup(cell)).ToArray());
        }

        Console.Write(table);
    }

    /// <summary>Names with what they are, set in by two columns.</summary>
    public void List(IEnumerable<(string Name, string Meaning)> items)
    {
        var table = new Table { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumn(new TableColumn(string.Empty) { NoWrap = true, Padding = new Padding(2, 0, 2, 0) });
        table.AddColumn(new TableColumn(string.Empty) { Padding = new Padding(0, 0, 0, 0) });
        foreach (var (name, meaning) in items)
        {
            table.AddRow(new Markup(name), new Markup(meaning));
        }

        if (table.Rows.Count > 0)
        {
            Console.Write(table);
        }
    }

    /// <summary>A command to copy, which must never be wrapped.</summary>
    /// <param name="arguments">What follows the program's name; quoted where a shell needs it.</param>
    /// <param name="meaning">What it does.</param>
    public void Command(IReadOnlyList<string> arguments, string meaning)
    {
        Line($"  [grey]# {Escape(meaning)}[/]");
        Plain($"  {CommandPrefix.Value} {string.Join(' ', arguments.Select(ShellWord.Of))}");
    }

    private static bool HasNoColor() => !string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable("NO_COLOR"));

    private static bool IsPerson(bool redirected) =>
        !redirected && System.Environment.GetEnvironmentVariable("TERM") is not "dumb" and not null and not "";
}
