using System.Text.Json;
using Linkage.Jobs.Tests.Formats;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

/// <summary>A clerical review from a run to its labels, through the real executable; the screen on a real pseudo-terminal.</summary>
public sealed class ReviewTests
{
    // What would clear the screen and turn the text round, were it let through.
    private const string Hostile = "Ann\u001b[2J\u202E";

    [Fact]
    public async Task Review_TwoReviewersOneKilledAndAThird_EndsInLabels()
    {
        using var folder = new TemporaryFolder();
        var review = await ExportAsync(folder, 6);

        // The first labels three, is killed, goes on, changes their mind.
        using (var screen = TerminalProcess.Start(folder, 80, 24, string.Empty, "review", "label", review, "--reviewer", "ann"))
        {
            await screen.ShowsAsync("Pair 1 of 6");
            await screen.TypeAsync("m");
            await screen.ShowsAsync("Pair 2 of 6");
            await screen.TypeAsync("n");
            await screen.ShowsAsync("Pair 3 of 6");
            await screen.TypeAsync("u");
            await screen.ShowsAsync("Pair 4 of 6");
            screen.Kill();
            Assert.Equal(137, await screen.EndAsync());
        }

        Assert.Equal(4, (await File.ReadAllLinesAsync(Path.Combine(review, "labels", "ann.jsonl"))).Length);
        await File.AppendAllTextAsync(Path.Combine(review, "labels", "ann.jsonl"), "{\"at\":\"2026-11");
        var output = folder.PathOf("ann.json");
        using (var screen = TerminalProcess.Start(folder, 80, 24, $"> {output}", "review", "label", review, "--reviewer", "ann", "--json"))
        {
            await screen.ShowsAsync("Pair 4 of 6");
            await screen.ShowsAsync("3 to go");
            await screen.TypeAsync("b");
            await screen.ShowsAsync("you said unsure");
            await screen.TypeAsync("m");
            await screen.ShowsAsync("Pair 4 of 6");
            await screen.TypeAsync("z");
            await screen.ShowsAsync("you said unsure");
            await screen.TypeAsync("s");
            await screen.ShowsAsync("Pair 4 of 6");
            await screen.TypeAsync("mmm");
            await screen.ShowsAsync("Done.");
            await screen.TypeAsync("q");
            Assert.Equal(0, await screen.EndAsync());
        }

        // Standard output holds the counts alone; the screen was drawn elsewhere.
        using (var json = JsonDocument.Parse(await File.ReadAllTextAsync(output)))
        {
            JsonShape.Fits("review-label-output", json.RootElement);
            Assert.Equal((6, 4, 1, 1), (Number(json, "labelled"), Number(json, "matches"), Number(json, "noMatches"), Number(json, "unsure")));
        }

        var early = await LinkageProcess.RunAsync("review", "agree", review, "--json");
        Assert.Equal((2, "REVIEW_NOT_READY"), (early.ExitCode, early.Json().GetProperty("error").GetProperty("code").GetString()));

        // The second agrees on all but two.
        await LabelAsync(folder, review, "label", "ben", "mmmmmn", "Done.");
        var agree = await LinkageProcess.RunAsync("review", "agree", review, "--json");
        JsonShape.Fits("review-agree-output", agree.Json());
        Assert.Equal([2, 3, 6], agree.Json().GetProperty("disagreements").EnumerateArray().Select(p => p.GetInt32()));
        Assert.Equal(0.5, agree.Json().GetProperty("agreement").GetDouble());

        var open = await LinkageProcess.RunAsync("review", "labels", review, "--json");
        Assert.Equal((2, "REVIEW_NOT_READY"), (open.ExitCode, open.Json().GetProperty("error").GetProperty("code").GetString()));
        var same = await LinkageProcess.RunAsync("review", "adjudicate", review, "--reviewer", "ben", "--json");
        Assert.Equal(3, same.ExitCode);
        Assert.Contains("may not adjudicate", same.Json().GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);

        var adjudicated = await LabelAsync(folder, review, "adjudicate", "cat", "mnm", "Done.");
        Assert.Contains("the reviewers said", adjudicated, StringComparison.Ordinal);

        var labels = await LinkageProcess.RunAsync("review", "labels", review, "--json");
        Assert.Equal(0, labels.ExitCode);
        JsonShape.Fits("review-labels-output", labels.Json());
        Assert.Equal((5, 1, 0, 3), (Number(labels, "matches"), Number(labels, "noMatches"), Number(labels, "unsure"), Number(labels, "adjudicated")));
        Assert.Equal(7, (await File.ReadAllLinesAsync(Path.Combine(review, "labels.csv"))).Length);
        Assert.DoesNotContain("Ann", labels.Output + agree.Output + labels.Error + agree.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_ValuesThatWouldDriveATerminal_AreShownAsText()
    {
        using var folder = new TemporaryFolder();
        var review = await ExportAsync(folder, 1);
        using var screen = TerminalProcess.Start(folder, 80, 24, string.Empty, "review", "label", review, "--reviewer", "ann");
        await screen.ShowsAsync("<U+001B>");
        await screen.ShowsAsync("<U+202E>");
        await screen.ShowsAsync("quit");
        Assert.DoesNotContain('\u202E', screen.Text);
        Assert.All(screen.Frame.Split('\n'), l => Assert.InRange(System.Text.RegularExpressions.Regex.Replace(l, "\u001b\\[[0-9;?]*[a-zA-Z]|[\r\u2068\u2069]", string.Empty).Length, 0, 80));
        Assert.InRange(screen.Frame.Split('\n').Length, 10, 24);
        await screen.TypeAsync("q");
        Assert.Equal(0, await screen.EndAsync());
        Assert.Contains("\u001b[?1049h", screen.Text, StringComparison.Ordinal);
        Assert.Contains("\u001b[?1049l", screen.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_SmallTerminal_SaysSoAndInterruptedEndsWith130()
    {
        using var folder = new TemporaryFolder();
        var review = await ExportAsync(folder, 1);
        using var screen = TerminalProcess.Start(folder, 40, 10, string.Empty, "review", "label", review, "--reviewer", "ann");
        await screen.ShowsAsync("Make the window");
        await screen.TypeAsync("\u0003");
        Assert.Equal(130, await screen.EndAsync());
    }

    [Fact]
    public async Task Label_WithoutATerminal_OffersTheSheetWhichWorks()
    {
        using var folder = new TemporaryFolder();
        var review = await ExportAsync(folder, 3);
        var ended = await LinkageProcess.RunAsync("review", "label", review, "--reviewer", "ann", "--json");
        Assert.Equal((3, "NO_TERMINAL"), (ended.ExitCode, ended.Json().GetProperty("error").GetProperty("code").GetString()));
        Assert.Contains("review sheet", ended.Json().GetProperty("error").GetProperty("remedy").GetString(), StringComparison.Ordinal);

        var sheet = folder.PathOf("ann.csv");
        var written = await LinkageProcess.RunAsync("review", "sheet", review, "--out", sheet, "--json");
        JsonShape.Fits("review-sheet-output", written.Json());
        await File.WriteAllTextAsync(sheet, (await File.ReadAllTextAsync(sheet)).Replace("\"1\",\"\"", "\"1\",\"match\"", StringComparison.Ordinal).Replace("\"3\",\"\"", "\"3\",\"no match\"", StringComparison.Ordinal));
        var taken = await LinkageProcess.RunAsync("review", "import", review, sheet, "--reviewer", "ann", "--json");
        JsonShape.Fits("review-label-output", taken.Json());
        Assert.Equal((2, 2, 1, 1), (Number(taken, "taken"), Number(taken, "labelled"), Number(taken, "matches"), Number(taken, "noMatches")));
        Assert.Equal(0, Number(await LinkageProcess.RunAsync("review", "import", review, sheet, "--reviewer", "ann", "--json"), "taken"));

        var one = await LinkageProcess.RunAsync("review", "labels", review, "--one-reviewer", "--partial", "--json");
        Assert.Equal((0, 2, 1), (one.ExitCode, Number(one, "oneReviewer"), Number(one, "open")));
    }

    [Fact]
    public async Task Export_ThatCannotBe_EndsWithThreeAndNothingIsMade()
    {
        using var folder = new TemporaryFolder();
        await ExportAsync(folder, 1);
        foreach (var (run, target) in new[] { (folder.PathOf("links"), folder.PathOf("review")), (folder.PathOf("no-run"), folder.PathOf("new")) })
        {
            var ended = await LinkageProcess.RunAsync("review", "export", run, "--out", target, "--json");
            Assert.Equal(3, ended.ExitCode);
            JsonShape.Fits("error-output", ended.Json());
        }

        Assert.False(Directory.Exists(folder.PathOf("new")));
    }

    private static async Task<string> LabelAsync(TemporaryFolder folder, string review, string verb, string who, string keys, string until)
    {
        using var screen = TerminalProcess.Start(folder, 80, 24, string.Empty, "review", verb, review, "--reviewer", who);
        await screen.ShowsAsync("Pair 1 of");
        await screen.ShowsAsync("quit");
        await screen.TypeAsync(keys);
        await screen.ShowsAsync(until);
        await screen.TypeAsync("q");
        Assert.Equal(0, await screen.EndAsync());
        return screen.Text;
    }

    private static async Task<string> ExportAsync(TemporaryFolder folder, int pairs)
    {
        var people = Enumerable.Range(0, 40).Select(i => $"{i},\"{Hostile}{(char)('a' + (i % 7))}\",Smith{i % 5},19{50 + i}-01-02");
        var left = folder.Write("left.csv", $"id,first_name,surname,dob\n{string.Join('\n', people)}\n");
        var right = folder.Write("right.csv", $"id,first_name,surname,dob\n{string.Join('\n', people.Select(p => p.Replace("Smith", "Smyth", StringComparison.Ordinal)))}\n");
        var linked = await LinkageProcess.RunAsync("link", left, right, "--id", "id", "--out", folder.PathOf("links"), "--keep", "0.000001", "--json");
        Assert.True(linked.ExitCode == 0, linked.Error);
        var review = folder.PathOf("review");
        var made = await LinkageProcess.RunAsync("review", "export", folder.PathOf("links"), "--out", review, "--pairs", $"{pairs}", "--json");
        Assert.True(made.ExitCode == 0, made.Error);
        JsonShape.Fits("review-export-output", made.Json());
        Assert.Equal(pairs, Number(made, "pairs"));
        JsonShape.Fits("link-run", Read(folder.PathOf("links", "run.json")));
        JsonShape.Fits("review", Read(Path.Combine(review, "review.json")));
        JsonShape.Fits("review-pairs", Read(Path.Combine(review, "pairs.json")));
        JsonShape.Fits("review-scores", Read(Path.Combine(review, "scores.json")));
        return review;
    }

    private static JsonElement Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }

    private static int Number(LinkageProcess.Ended ended, string name) => ended.Json().GetProperty(name).GetInt32();

    private static int Number(JsonDocument document, string name) => document.RootElement.GetProperty(name).GetInt32();
}
