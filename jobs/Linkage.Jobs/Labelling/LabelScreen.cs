using System.Globalization;
using Linkage.Jobs.Commands;
using Linkage.Jobs.Reporting;
using Linkage.Matching.Review;

namespace Linkage.Jobs.Labelling;

/// <summary>
/// The labelling screen. It draws on standard error, which must be a terminal, and on the terminal's second page, so that no value stays in its history; nothing is
/// ever written to standard output.
/// </summary>
internal sealed class LabelScreen
{
    private const int LeastWidth = 60;
    private const int LeastHeight = 16;
    private const int Frame = 7;
    private const string OtherPage = "\u001b[?1049h";
    private const string FirstPage = "\u001b[?1049l";
    private const string Clear = "\u001b[0m\u001b[H\u001b[2J";

    private readonly Screen _screen;
    private readonly ReviewFolder _review;
    private readonly LabelSession _session;
    private readonly Func<int, string?> _remark;

    private LabelScreen(Screen screen, ReviewFolder review, LabelSession session, Func<int, string?> remark) =>
        (_screen, _review, _session, _remark) = (screen, review, session, remark);

    /// <summary>Makes sure that a person sits at a terminal.</summary>
    /// <param name="review">The review folder, for the other way.</param>
    /// <exception cref="ProblemException">Standard input or standard error is none.</exception>
    public static Screen RequireTerminal(string review)
    {
        var screen = Screen.OnStandardError();
        return screen.IsTerminal && !Console.IsInputRedirected
            ? screen
            : throw ProblemException.BadConfiguration(
                "NO_TERMINAL",
                "The labelling screen needs a terminal that you type at and see (standard input and standard error).",
                Path.GetFullPath(review),
                "Run it in a terminal window. Or label in a sheet: 'linkage review sheet', fill the column 'label', then 'linkage review import'.");
    }

    /// <summary>Shows pair after pair until the person ends or every pair has a label and they end.</summary>
    /// <param name="screen">The terminal.</param>
    /// <param name="review">The review.</param>
    /// <param name="session">Where the person is.</param>
    /// <param name="remark">A line on a pair, marked up; or null.</param>
    /// <param name="cancellationToken">Ends at once; every decision made is kept.</param>
    public static async Task RunAsync(Screen screen, ReviewFolder review, LabelSession session, Func<int, string?> remark, CancellationToken cancellationToken)
    {
        var self = new LabelScreen(screen, review, session, remark);
        screen.Raw(OtherPage);
        try
        {
            while (!session.Ended)
            {
                self.Draw();
                session.Handle(await KeyAsync(cancellationToken).ConfigureAwait(false));
            }
        }
        finally
        {
            screen.Raw(Clear + FirstPage);
        }
    }

    /// <summary>What a key asks for.</summary>
    internal static LabelKey Meaning(ConsoleKeyInfo key) => key switch
    {
        { Key: ConsoleKey.LeftArrow } => LabelKey.Back,
        { Key: ConsoleKey.RightArrow } => LabelKey.Skip,
        { Modifiers: ConsoleModifiers.Control or ConsoleModifiers.Alt } => LabelKey.None,
        _ => char.ToLowerInvariant(key.KeyChar) switch
        {
            'm' => LabelKey.Match,
            'n' => LabelKey.NoMatch,
            'u' => LabelKey.Unsure,
            's' => LabelKey.Skip,
            'b' => LabelKey.Back,
            'z' => LabelKey.Undo,
            ' ' => LabelKey.More,
            'q' => LabelKey.Quit,
            _ => LabelKey.None,
        },
    };

    private static async Task<LabelKey> KeyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Meaning(await Task.Run(() => Console.ReadKey(intercept: true), CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (InvalidOperationException)
        {
            // The terminal went away.
            return LabelKey.Quit;
        }
    }

    private static (int Width, int Height) Size()
    {
        try
        {
            return Console.WindowWidth > 0 && Console.WindowHeight > 0 ? (Console.WindowWidth, Console.WindowHeight) : (80, 24);
        }
        catch (IOException)
        {
            return (80, 24);
        }
    }

    private void Draw()
    {
        var (width, height) = Size();
        _screen.Console.Profile.Width = width;
        _screen.Raw(Clear);
        if (width < LeastWidth || height < LeastHeight)
        {
            _screen.Line(string.Create(CultureInfo.InvariantCulture, $"Make the window at least {LeastWidth} columns by {LeastHeight} lines, then press space. q quits."));
            return;
        }

        var total = _session.Queue.Count;
        var left = total - _session.Labelled;
        if (_session.Place is not { } place)
        {
            _screen.Line($"[bold green]Done.[/] {Screen.Plural(total, "pair")} labelled by {Screen.Escape(_session.Reviewer)}.");
            _screen.Gap();
            _screen.Line("[bold]b[/] back to the last pair   [bold]z[/] undo   [bold]q[/] quit");
            return;
        }

        var pair = _review.Pairs[_session.Queue[place] - 1];
        var pages = PairView.Pages(pair, _review.Manifest.Comparisons, width, height - Frame);
        var page = _session.Page % pages.Count;
        _screen.Line(string.Create(CultureInfo.InvariantCulture, $"[bold]Pair {place + 1} of {total}[/]   {Screen.Escape(_session.Reviewer)}   {left} to go   [grey]personal data: for your eyes only[/]"));
        _screen.Line($"[grey]{new string('━', width - 1)}[/]");
        foreach (var line in pages[page])
        {
            _screen.Line(line);
        }

        _screen.Line($"[grey]{new string('━', width - 1)}[/]");
        _screen.Line(Says(pair.Number, pages.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"part {page + 1} of {pages.Count}, space shows more   ") : string.Empty));
        _screen.Line("[grey]= same   ≠ differs [[where]]   ? missing on one side[/]");
        _screen.Console.Write(new Spectre.Console.Markup("[bold]m[/] match  [bold]n[/] no match  [bold]u[/] unsure  [bold]s[/] skip  [bold]b[/] back  [bold]z[/] undo  [bold]q[/] quit"));
    }

    private string Says(int pair, string paging)
    {
        var standing = _session.Standing is { } decision
            ? $"you said [bold]{Word(decision.Label)}[/], {Screen.Instant(decision.At)}; say it again or go on"
            : _remark(pair) ?? string.Empty;
        return $"{paging}{standing}";
    }

    /// <summary>A label as people read it.</summary>
    internal static string Word(ReviewLabel label) => label switch
    {
        ReviewLabel.Match => "match",
        ReviewLabel.NoMatch => "no match",
        ReviewLabel.Unsure => "unsure",
    };
}
