using Linkage.Matching.Duck;
using Linkage.Matching.Files;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Files;

/// <summary>What a run must not do with files: show values in an error, read another file than the one named, write over what it reads.</summary>
public sealed class FileSafetyTests
{
    private const string People = "id,first_name,surname,dob,town\n1,Ann,Smith,1980-01-02,Ely\n2,Ann,Smith,02/01/1980,Ely\n3,Bob,Jones,1970-03-04,Ware\n4,José,Núñez,1975-05-06,Ware\n";

    [Theory]
    [InlineData("a0,EVE,EVANS,2003-08-16,CB7 4AA\na1,BOB,JONES,1970-03-04,CB7 4AB\n")]
    [InlineData("a0,EVE,WARD,2003-08-16,CB7 4AA\na1,BOB,JONES,1970-03-04,CB7 4AB\n")]
    [InlineData("ROW 12 HIGH ST,WARD\nx,y\n")]
    public void Link_WithoutAHeaderLine_ShowsNoValue(string text)
    {
        using var folder = new TemporaryFolder();
        var request = new FileLinkRequest { Left = folder.Write("nohead.csv", text), Id = "rec_id" };

        var error = Assert.Throws<MatchingInputException>(() => FileLinker.Link(request, null, CancellationToken.None));

        var said = $"{error.What} {error.WhatToDo}";
        Assert.All(text.Split([',', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(v => v.Length > 1), value => Assert.DoesNotContain(value, said, StringComparison.OrdinalIgnoreCase));
        Assert.Contains($"It has {text.Split('\n')[0].Split(',').Length} columns", error.WhatToDo, StringComparison.Ordinal);
        Assert.Contains("header line", error.WhatToDo, StringComparison.Ordinal);
    }

    [Fact]
    public void Link_WithAHeaderLine_NamesTheColumnsThatAreKnown()
    {
        using var folder = new TemporaryFolder();
        var request = new FileLinkRequest { Left = folder.Write("people.csv", People.Replace("town", "favourite", StringComparison.Ordinal)), Id = "rec_id" };

        var error = Assert.Throws<MatchingInputException>(() => FileLinker.Link(request, null, CancellationToken.None));

        Assert.Contains("It has 5 columns, among them id, first_name, surname, dob.", error.WhatToDo, StringComparison.Ordinal);
    }

    [Fact]
    public void Link_WithLabelsThatAreAnotherFile_ShowsNothingOfIt()
    {
        using var folder = new TemporaryFolder();
        folder.Write("secret", "surname,forename,dob,uprn\nroot:x:0:0\n");
        var request = new FileLinkRequest { Left = folder.Write("people.csv", People), Id = "id", Settings = folder.Write("settings.json", """{ "labels": "secret" }""") };

        var error = Assert.Throws<MatchingInputException>(() => FileLinker.Link(request, null, CancellationToken.None));

        Assert.Equal(folder.PathOf("secret"), error.Where);
        Assert.Equal("There is no column 'left_id'.", error.What);
        Assert.DoesNotContain("uprn", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("root", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret[1].csv")]
    [InlineData("p*.csv")]
    [InlineData("p?.csv")]
    [InlineData("[a-z]/**/x'y[!1].csv")]
    [InlineData("year=2024/people.csv")]
    [InlineData("people {1}.csv")]
    public void Link_NameLikeAPattern_ReadsThatFileAlone(string name)
    {
        using var folder = new TemporaryFolder();
        Array.ForEach(["secret1.csv", "pq.csv", "p.csv", "a/b/x'y2.csv", "people 1.csv"], other => folder.Write(other, "id,surname\n7,Other\n8,Other\n"));
        var left = folder.Write(name, People);
        var parquet = Path.ChangeExtension(left, ".parquet");
        using var session = MatchingSession.Open();
        session.Execute($"COPY (SELECT * FROM read_csv({SqlName.File(left)}, hive_partitioning = false)) TO {SqlName.Literal(parquet)} (FORMAT parquet)", CancellationToken.None);
        Assert.True(File.Exists(parquet));
        var outFolder = Path.Combine(Path.GetDirectoryName(left)!, "out[1]");
        var spine = Path.Combine(Path.GetDirectoryName(left)!, "spine?*");

        foreach (var onlyNew in new[] { false, true })
        {
            var outcome = FileLinker.Link(new FileLinkRequest { Left = left, Right = parquet, Id = "id", Out = outFolder, Spine = spine, OnlyNew = onlyNew }, null, CancellationToken.None);

            Assert.Equal(8, outcome.Result.Records);
            Assert.Equal(["dob", "first_name", "id", "surname", "town"], outcome.Columns.Select(c => c.Name).Distinct().Order(StringComparer.Ordinal));
            Assert.True(session.Scalar<long>($"SELECT count(*) FROM read_parquet({SqlName.File(Path.Combine(outFolder, "links.parquet"))})", CancellationToken.None) > 0);
        }
    }

    [Theory]
    [InlineData("report", "a.csv")]
    [InlineData("report", "b.csv")]
    [InlineData("report", "settings.json")]
    [InlineData("report", "labels.csv")]
    [InlineData("report", "trained.csv")]
    [InlineData("report", "link to a")]
    [InlineData("report", "folder/a.csv")]
    [InlineData("report", "out/links.parquet")]
    [InlineData("out", "links.parquet")]
    [InlineData("out", "settings.json.unfinished")]
    [InlineData("out", "unfinished/scratch/a.csv")]
    [InlineData("spine", "spine-000001.parquet")]
    public void Link_OverAFileItReads_IsRefusedBeforeAnyWork(string what, string name)
    {
        using var folder = new TemporaryFolder();
        var request = new FileLinkRequest
        {
            Left = folder.Write("a.csv", People),
            Right = folder.Write("b.csv", People),
            Id = "id",
            Labels = folder.Write("labels.csv", "left_id,right_id,is_match\n1,1,true\n"),
            Settings = folder.Write("settings.json", """{ "labels": "trained.csv" }"""),
        };
        folder.Write("trained.csv", "left_id,right_id,is_match\n1,1,true\n");
        File.CreateSymbolicLink(folder.PathOf("link to a"), folder.PathOf("a.csv"));
        Directory.CreateSymbolicLink(folder.PathOf("folder"), folder.Path);
        request = what switch
        {
            "report" => request with { Report = folder.PathOf(name), Out = folder.PathOf("out") },
            "out" => request with { Left = folder.Write(Path.Combine("real", name), People), Out = Linked() },
            _ => request with { Left = folder.Write(Path.Combine("real", name), People), Spine = Linked() },
        };
        var before = Contents();

        Assert.Contains("would be", Assert.Throws<MatchingInputException>(() => FileLinker.Link(request, null, CancellationToken.None)).What.Replace("deletes files", "would be", StringComparison.Ordinal), StringComparison.Ordinal);

        Assert.Equal(before, Contents());

        string Linked() => Directory.CreateSymbolicLink(folder.PathOf("linked"), folder.PathOf("real")).FullName;
        string[] Contents() => [.. Directory.EnumerateFileSystemEntries(folder.Path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Order(StringComparer.Ordinal).Select(f => File.Exists(f) ? f + File.ReadAllText(f) : f)];
    }

    /// <summary>Whatever the umask, which is a property of the process and usually lets others read.</summary>
    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Link_Results_AreForTheirOwnerOnlyAndFollowNoLink()
    {
        using var folder = new TemporaryFolder();
        var precious = folder.Write("precious", "of somebody");
        OwnerOnly.CreateFolder(folder.PathOf("out"));
        Array.ForEach(["model.json", "run.json", "links.parquet"], name => File.CreateSymbolicLink(folder.PathOf("out", name), precious));
        File.CreateSymbolicLink(folder.PathOf("report.html"), precious);
        var request = new FileLinkRequest { Left = folder.Write("people.csv", People), Id = "id", Out = folder.PathOf("out"), Spine = folder.PathOf("spine"), Report = folder.PathOf("report.html") };

        FileLinker.Link(request, null, CancellationToken.None);

        Assert.Equal("of somebody", File.ReadAllText(precious));
        string[] folders = [request.Out!, request.Spine!];
        Assert.All(folders, f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(f)));
        Assert.All([request.Report!, .. folders.SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))], f =>
        {
            Assert.Null(new FileInfo(f).LinkTarget);
            Assert.True(File.GetUnixFileMode(f) == (UnixFileMode.UserRead | UnixFileMode.UserWrite), f);
        });
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void Link_IntoAFolderOpenToOthers_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var open = folder.Folder("open");
        File.SetUnixFileMode(open, File.GetUnixFileMode(open) | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherWrite);
        var request = new FileLinkRequest { Left = folder.Write("people.csv", People), Id = "id" };

        Assert.All([request with { Out = open }, request with { Spine = open }], r =>
        {
            var error = Assert.Throws<MatchingInputException>(() => FileLinker.Link(r, null, CancellationToken.None));
            Assert.Equal((open, "Others may enter the folder, which will hold personal data."), (error.Where, error.What));
        });
        Assert.Empty(Directory.EnumerateFileSystemEntries(open));
    }

    [Theory]
    [InlineData("Surname", "a")]
    [InlineData("first_name", "a")]
    [InlineData("dob", "a")]
    [InlineData("address_2", "a")]
    [InlineData("street", "a")]
    [InlineData("q7", "CB7 4AA")]
    [InlineData("q7", "ann@example.org")]
    [InlineData("band", "a")]
    public void Link_GroupsThatIdentifyPeople_AreRefused(string column, string value)
    {
        using var folder = new TemporaryFolder();
        var request = new FileLinkRequest
        {
            Left = folder.Write("people.csv", $"id,person,{column}\n1,p,{value}\n2,p,{value}\n3,q,{value.Replace('A', 'B').Replace('a', 'b')}\n"),
            Id = "id",
            Truth = "person",
            Groups = [column.ToLowerInvariant()],
            Settings = column == "band" ? folder.Write("settings.json", """{ "columns": { "band": "Phone" } }""") : null,
        };

        var error = Assert.Throws<MatchingInputException>(() => FileLinker.Link(request, null, CancellationToken.None));

        Assert.Equal("--groups", error.Where);
        Assert.Contains("identifies people", error.What, StringComparison.Ordinal);
        Assert.Contains("age band", error.WhatToDo, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("town")]
    [InlineData("age_band")]
    [InlineData("ward")]
    [InlineData("housing_tenure")]
    public void Link_GroupsThatManyShare_AreTaken(string column)
    {
        using var folder = new TemporaryFolder();
        var request = new FileLinkRequest { Left = folder.Write("people.csv", People.Replace("town", column, StringComparison.Ordinal)), Id = "id", Truth = "surname", Groups = [column] };

        Assert.NotNull(FileLinker.Link(request, null, CancellationToken.None).Measured);
    }
}
