using System.Globalization;
using System.Text;
using System.Text.Json;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

/// <summary>What <c>kill -9</c> does to a linking run: the same command goes on where it was, and comes to the same bytes.</summary>
public sealed class LinkResumeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly string[] Results = [".lock", "clusters.parquet", "links.parquet", "model.json", "run.json", "settings.json"];

    [Fact]
    public async Task Link_KilledBetweenFilesAndRunAgain_GoesOnAndWritesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        var arguments = Arguments(folder);
        var links = folder.PathOf("out", "unfinished", "links");
        var whole = await LinkageProcess.RunAsync([.. arguments, "--out", folder.PathOf("whole")]);
        Assert.True(whole.ExitCode == 0, whole.Error);

        using (var process = LinkageProcess.Start(RepositoryPaths.Root, null, [.. arguments, "--out", folder.PathOf("out")]))
        {
            await ThereAsync(Path.Combine(links, "links-00001.parquet"));
            process.Kill();
            await process.EndAsync();
        }

        var (files, done) = Manifest(links);
        Assert.True(done >= 1 && done < files, $"{done} of {files} files: it was not killed in between");
        var first = Path.Combine(links, "links-00000.parquet");
        var made = File.GetLastWriteTimeUtc(first);
        using var again = LinkageProcess.Start(RepositoryPaths.Root, null, [.. arguments, "--out", folder.PathOf("out")]);
        var seen = new HashSet<DateTime>();
        await ThereAsync(folder.PathOf("out", "run.json"), () => seen.Add(File.GetLastWriteTimeUtc(first)));
        var ended = await again.EndAsync();

        Assert.True(ended.ExitCode == 0, ended.Error);
        // A file that is gone has the year 1601.
        Assert.Equal([made], seen.Where(t => t.Year > 1601));
        Assert.Equal(Results, Directory.EnumerateFileSystemEntries(folder.PathOf("out")).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal));
        Assert.All(Results.Skip(1), f => Assert.Equal(File.ReadAllBytes(folder.PathOf("whole", f)), File.ReadAllBytes(folder.PathOf("out", f))));
    }

    [Fact]
    public async Task Link_ToAFolderThatAnotherRunWritesTo_IsRefusedAndTheFirstGoesOn()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = [.. Arguments(folder), "--out", folder.PathOf("out")];
        using var process = LinkageProcess.Start(RepositoryPaths.Root, null, arguments);
        await ThereAsync(folder.PathOf("out", "unfinished", "links", "links-00000.parquet"));
        process.Suspend();

        var second = await LinkageProcess.RunAsync([.. arguments, "--json"]);
        process.Resume();
        var first = await process.EndAsync();

        Assert.Equal((3, 0), (second.ExitCode, first.ExitCode));
        var error = second.Json().GetProperty("error");
        Assert.Contains("another run is writing to it", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(folder.PathOf("out"), error.GetProperty("where").GetString());
        Assert.Equal(Results, Directory.EnumerateFileSystemEntries(folder.PathOf("out")).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal));
    }

    private static string[] Arguments(TemporaryFolder folder) =>
    [
        "link", folder.Write("left.csv", People(0)), folder.Write("right.csv", People(1)), "--id", "id",
        "--settings", folder.Write("settings.json", """{ "pairsPerFile": 4000, "compareAllBelow": 0 }"""),
    ];

    /// <summary>Twelve thousand people, the same every time; in the second file each tenth has a letter of the surname wrong.</summary>
    private static string People(int file)
    {
        var text = new StringBuilder("id,forename,surname,date_of_birth,postcode\n");
        for (var person = 0; person < 12_000; person++)
        {
            var surname = Name(person * 31 % 2_003, 3);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{(file == 0 ? 'L' : 'R')}{person},{Name(person * 17 % 397, 2)},{(file == 1 && person % 10 == 0 ? 'x' + surname[1..] : surname)},{1930 + person * 7 % 80}-{1 + person % 12:D2}-{1 + person * 13 % 28:D2},AB{1 + person % 40} {person % 10}CD\n");
        }

        return text.ToString();

        static string Name(int number, int syllables)
        {
            const string Parts = "kalomiranetishabejoanelriwamarstephanidaguorib";
            var name = string.Empty;
            for (var i = 0; i < syllables; i++, number /= 23)
            {
                name += Parts.Substring(number % 23 * 2, 2);
            }

            return name;
        }
    }

    private static (int Files, int Done) Manifest(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        return (json.RootElement.GetProperty("fileCount").GetInt32(), json.RootElement.GetProperty("files").GetArrayLength());
    }

    // The file is made by another process, which tells nobody: it is looked for, no longer than a limit, and its coming is what the test waits for.
    private static async Task ThereAsync(string file, Action? meanwhile = null)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!File.Exists(file))
        {
            meanwhile?.Invoke();
            await Task.Delay(2, limit.Token);
        }
    }
}
