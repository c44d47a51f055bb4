using Linkage.Jobs.Commands;
using Linkage.Jobs.Reporting;

namespace Linkage.Jobs.Tests.Reporting;

public sealed class ScreenTests
{
    [Fact]
    public void Table_NotOnATerminal_IsPlainTextWithoutWrapping()
    {
        var text = Drawn(isTerminal: false, width: 0, s => s.Table(["dataset", ">rows"], [["[bold]a[/]", "1"], [new string('b', 300), "22"]]));

        Assert.DoesNotContain('\u001b', text);
        Assert.Contains(new string('b', 300), text, StringComparison.Ordinal);
        Assert.Equal(3, text.TrimEnd('\n').Split('\n').Length);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Table_OnATerminal_StaysWithinItsWidth(int width)
    {
        var text = Drawn(isTerminal: true, width, s => s.Table(["dataset", ">rows", "why"], [["rent-arrears-panel", "1,234,567", string.Join(", ", Enumerable.Repeat("some-reason 12", 20))]]));

        var plain = System.Text.RegularExpressions.Regex.Replace(text, "\u001b\\[[0-9;?]*[A-Za-z]", string.Empty);
        Assert.All(plain.Split('\n'), line => Assert.True(line.TrimEnd().Length <= width, line));
    }

    [Fact]
    public void Line_OfTextWithBrackets_IsPrintedAsItIs() =>
        Assert.Equal("joins[2].left\n", Drawn(isTerminal: false, width: 0, s => s.Line(Screen.Escape("joins[2].left"))));

    [Fact]
    public void Print_WhatComesFromAFile_DrivesNoTerminal()
    {
        const string Hostile = "a\u001b]0;owned\u0007\u001b[2J\u009b31m\u202Eb\n[red]";
        const string Shown = "a<U+001B>]0;owned<U+0007><U+001B>[2J<U+009B>31m<U+202E>b<U+000A>[red]";
        var texts = new[]
        {
            Drawn(isTerminal: false, width: 0, s => s.Line(Screen.Escape(Hostile))),
            Drawn(isTerminal: false, width: 0, s => s.Plain(Hostile)),
            Drawn(isTerminal: false, width: 0, s => s.Title(Hostile, Hostile)),
            Drawn(isTerminal: false, width: 0, s => s.Table([Hostile], [["x"]])),
            Drawn(isTerminal: false, width: 0, s => s.Command(["review", Hostile], Hostile)),
            Drawn(isTerminal: false, width: 0, s => ProblemReport.Print(s, new Problem("BAD", Hostile, ExitCode.BadConfiguration) { Where = Hostile, Remedy = Hostile })),
            Drawn(isTerminal: false, width: 0, s => new LineProgress(s, TimeProvider.System).Open(Hostile)),
            Drawn(isTerminal: false, width: 0, s => new LineProgress(s, TimeProvider.System).Note(Hostile)),
        };

        Assert.All(texts, text =>
        {
            Assert.Contains(Shown, text, StringComparison.Ordinal);
            Assert.DoesNotContain(text, c => (char.IsControl(c) && c != '\n') || c == '\u202E');
        });
    }

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(12.3, "12 s")]
    [InlineData(125, "2 min 5 s")]
    public void Seconds_OfADuration_AreInTheFittingUnit(double seconds, string expected) => Assert.Equal(expected, Screen.Seconds(seconds));

    private static string Drawn(bool isTerminal, int width, Action<Screen> draw)
    {
        using var text = new StringWriter();
        draw(new Screen(text, isTerminal, width));
        return text.ToString();
    }
}
