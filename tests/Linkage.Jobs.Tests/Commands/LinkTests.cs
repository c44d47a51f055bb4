using Linkage.Jobs.Tests.Formats;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Commands;

public sealed class LinkTests
{
    private static string People(string name) => Path.Combine(RepositoryPaths.SharedData, "people", name);

    [Fact]
    public async Task Link_OfTwoRealFilesWithTruth_PrintsQualityInTheShapeOfTheFormat()
    {
        var ended = await LinkageProcess.RunAsync(
            "link", People("febrl_dataset4a.csv"), People("febrl_dataset4b.csv"), "--id", "rec_id", "--ignore", "soc_sec_id", "--truth", "regexp_extract(rec_id, '[0-9]+')", "--json");

        Assert.Equal(0, ended.ExitCode);
        var json = ended.Json();
        JsonShape.Fits("link-output", json);
        Assert.Equal(10_000, json.GetProperty("records").GetInt64());
        Assert.Equal(5_000, json.GetProperty("truePairs").GetInt64());
        Assert.True(json.GetProperty("best").GetProperty("f1").GetDouble() > 0.95);
        Assert.True(json.GetProperty("at95").GetProperty("precision").GetDouble() > 0.95);
        Assert.DoesNotContain(json.GetProperty("columns").EnumerateArray(), c => c.GetProperty("name").GetString() == "soc_sec_id" && c.TryGetProperty("meaning", out _));
    }

    [Fact]
    public async Task Link_WithLabelsAndGroups_PrintsTheEvaluationInTheShapeOfTheFormat()
    {
        using var folder = new TemporaryFolder();
        var labels = folder.Write("labels.csv", "left_id,right_id,is_match\n0,1,true\n0,2,true\n0,4,false\n");
        string[] arguments = ["link", People("fake_1000.csv"), "--id", "unique_id", "--truth", "cluster", "--labels", labels, "--groups", "city"];

        var (ended, shown) = (await LinkageProcess.RunAsync([.. arguments, "--json"]), await LinkageProcess.RunAsync(arguments));

        Assert.Equal((0, 0), (ended.ExitCode, shown.ExitCode));
        JsonShape.Fits("link-output", ended.Json());
        var evaluation = ended.Json().GetProperty("evaluation");
        Assert.Equal(2, evaluation.GetProperty("labels").GetProperty("truePairs").GetInt64());
        Assert.True(evaluation.GetProperty("groups").GetArrayLength() > 3);
        Assert.True(evaluation.GetProperty("truth").GetProperty("curve").GetArrayLength() > 20);
        Assert.Empty(evaluation.GetProperty("errors").GetProperty("falseNegatives").EnumerateArray());
        var named = await LinkageProcess.RunAsync([.. arguments, "--report", folder.PathOf("report.html"), "--report-identifiers", "--json"]);
        Assert.Equal(20, named.Json().GetProperty("evaluation").GetProperty("errors").GetProperty("falseNegatives").GetArrayLength());
        Assert.All(["Against the truth", "Against the labels", "By group", "withheld", "entities found whole"], text => Assert.Contains(text, shown.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Link_WithReport_WritesAPageThatNamesNobodyUnlessAsked()
    {
        using var folder = new TemporaryFolder();
        var people = folder.Write("people.csv", "id,first_name,surname,dob\nP-771,Quentina,Zebrowska,1980-03-04\nP-772,Quentina,Zebrowska,1980-03-04\nP-773,Bob,Jones,1970-01-09\n");
        string[] arguments = ["link", people, "--id", "id", "--report"];

        var masked = await LinkageProcess.RunAsync([.. arguments, folder.PathOf("masked.html"), "--json"]);
        var shown = await LinkageProcess.RunAsync([.. arguments, folder.PathOf("shown.html"), "--report-identifiers"]);
        var nowhere = await LinkageProcess.RunAsync([.. arguments, folder.PathOf("no", "where.html")]);
        var alone = await LinkageProcess.RunAsync("link", people, "--id", "id", "--report-identifiers");

        Assert.Equal((0, 0, 3, 3), (masked.ExitCode, shown.ExitCode, nowhere.ExitCode, alone.ExitCode));
        JsonShape.Fits("link-output", masked.Json());
        Assert.DoesNotContain("Zebrowska", await File.ReadAllTextAsync(folder.PathOf("masked.html")), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("P-77", await File.ReadAllTextAsync(folder.PathOf("masked.html")), StringComparison.Ordinal);
        Assert.Contains("Personal data", await File.ReadAllTextAsync(folder.PathOf("shown.html")), StringComparison.Ordinal);
        Assert.Contains("shown.html", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_WithATruthOfNoPairs_SaysThatRecallIsNotDefined()
    {
        using var folder = new TemporaryFolder();
        var people = folder.Write("people.csv", "id,first_name,surname\n1,Ann,Smith\n2,Bob,Jones\n3,Cat,Lee\n");
        string[] arguments = ["link", people, "--id", "id", "--truth", "id"];

        var (ended, shown) = (await LinkageProcess.RunAsync([.. arguments, "--json"]), await LinkageProcess.RunAsync(arguments));

        JsonShape.Fits("link-output", ended.Json());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, ended.Json().GetProperty("at95").GetProperty("recall").ValueKind);
        Assert.Contains("not defined", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_OfOneFileWithItselfWithoutTruth_WritesLinksAndSaysWhatItInferred()
    {
        using var folder = new TemporaryFolder();
        var ended = await LinkageProcess.RunAsync("link", People("fake_1000.csv"), "--id", "unique_id", "--ignore", "cluster", "--out", folder.PathOf("links"));

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("What the columns were taken for", ended.Output, StringComparison.Ordinal);
        Assert.Contains("DateOfBirth", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Against the truth", ended.Output, StringComparison.Ordinal);
        Assert.All(["links.parquet", "clusters.parquet", "model.json", "settings.json"], f => Assert.True(File.Exists(folder.PathOf("links", f))));
    }

    [Fact]
    public async Task Link_WithASpine_CarriesPersonsOnAndRefusesAChangedPast()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["link", People("fake_1000.csv"), "--id", "unique_id", "--ignore", "cluster", "--spine", folder.PathOf("spine"), "--json"];

        var first = await LinkageProcess.RunAsync(arguments);
        var second = await LinkageProcess.RunAsync([.. arguments, "--run", "again"]);
        File.AppendAllText(folder.PathOf("spine", "ledger-000001.parquet"), "x");
        var third = await LinkageProcess.RunAsync(arguments);

        Assert.Equal((0, 0, 3), (first.ExitCode, second.ExitCode, third.ExitCode));
        JsonShape.Fits("link-output", first.Json());
        JsonShape.Fits("link-output", second.Json());
        var (one, two) = (first.Json().GetProperty("spine"), second.Json().GetProperty("spine"));
        Assert.Equal(one.GetProperty("persons").GetInt64(), one.GetProperty("events").GetProperty("created").GetInt64());
        Assert.Equal(one.GetProperty("persons").GetInt64(), two.GetProperty("persons").GetInt64());
        Assert.Equal("again", two.GetProperty("run").GetString());
        Assert.Empty(two.GetProperty("events").EnumerateObject());
        JsonShape.Fits("spine", System.Text.Json.JsonDocument.Parse(File.ReadAllText(folder.PathOf("spine", "spine.json"))).RootElement);
    }

    [Fact]
    public async Task Link_OnlyNew_ComparesNothingWhereNothingIsNewAndNeedsASpine()
    {
        using var folder = new TemporaryFolder();
        string[] arguments = ["link", People("fake_1000.csv"), "--id", "unique_id", "--ignore", "cluster", "--only-new"];
        string[] spine = ["--spine", folder.PathOf("spine")];

        var first = await LinkageProcess.RunAsync([.. arguments, .. spine, "--json"]);
        var second = await LinkageProcess.RunAsync([.. arguments, .. spine, "--json"]);
        var shown = await LinkageProcess.RunAsync([.. arguments, .. spine]);
        var alone = await LinkageProcess.RunAsync([.. arguments, "--json"]);

        Assert.Equal((0, 0, 0, 3), (first.ExitCode, second.ExitCode, shown.ExitCode, alone.ExitCode));
        JsonShape.Fits("link-output", second.Json());
        JsonShape.Fits("spine", System.Text.Json.JsonDocument.Parse(File.ReadAllText(folder.PathOf("spine", "spine.json"))).RootElement);
        Assert.Equal(1000, first.Json().GetProperty("spine").GetProperty("newRecords").GetInt64());
        Assert.Equal(0, second.Json().GetProperty("spine").GetProperty("newRecords").GetInt64());
        Assert.Equal(0, second.Json().GetProperty("pairsCompared").GetInt64());
        Assert.Equal(first.Json().GetProperty("links").GetInt64(), second.Json().GetProperty("links").GetInt64());
        Assert.Contains("0 records were new or changed", shown.Output, StringComparison.Ordinal);
        Assert.Equal("--only-new", alone.Json().GetProperty("error").GetProperty("where").GetString());
        Assert.Contains("--spine DIR", alone.Json().GetProperty("error").GetProperty("remedy").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_OfAFileWithItselfAsRight_SaysThatLeavingRightOutFindsDuplicates()
    {
        using var folder = new TemporaryFolder();
        var alias = folder.PathOf("alias.csv");
        File.CreateSymbolicLink(alias, People("fake_1000.csv"));

        var same = await LinkageProcess.RunAsync("link", People("fake_1000.csv"), alias, "--id", "unique_id", "--ignore", "cluster");
        var one = await LinkageProcess.RunAsync("link", People("fake_1000.csv"), "--id", "unique_id", "--ignore", "cluster");

        Assert.Equal((0, 0), (same.ExitCode, one.ExitCode));
        Assert.Contains("LEFT and RIGHT are the same file", same.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("the same file", one.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_Preflight_SaysWhatItWouldTakeAndLinksNothing()
    {
        using var folder = new TemporaryFolder();
        var ended = await LinkageProcess.RunAsync(
            "link", People("febrl_dataset4a.csv"), People("febrl_dataset4b.csv"), "--id", "rec_id", "--ignore", "soc_sec_id", "--out", folder.PathOf("links"), "--preflight", "--json");

        Assert.Equal(0, ended.ExitCode);
        var json = ended.Json();
        JsonShape.Fits("link-preflight-output", json);
        Assert.Equal(10_000, json.GetProperty("records").GetInt64());
        Assert.True(json.GetProperty("pairs").GetInt64() > 5_000);
        Assert.Matches("^[A9 .|]+$", json.GetProperty("rules")[0].GetProperty("largestBlocks")[0].GetProperty("maskedKey").GetString());
        Assert.False(Directory.Exists(folder.PathOf("links")));
    }

    [Fact]
    public async Task Link_PreflightOfMorePairsThanTheMost_EndsWithTwoAndNamesTheRule()
    {
        using var folder = new TemporaryFolder();
        var settings = folder.Write("settings.json", """{ "maxPairs": 100, "compareAllBelow": 0 }""");
        var ended = await LinkageProcess.RunAsync("link", People("fake_1000.csv"), "--id", "unique_id", "--ignore", "cluster", "--settings", settings, "--preflight");
        var run = await LinkageProcess.RunAsync("link", People("fake_1000.csv"), "--id", "unique_id", "--ignore", "cluster", "--settings", settings);

        Assert.Equal((2, 3), (ended.ExitCode, run.ExitCode));
        Assert.Contains("Most come from rule '", ended.Output, StringComparison.Ordinal);
        Assert.Contains("Most come from rule '", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--id", "no_such_column")]
    [InlineData("--id", "unique_id", "--ignore", "no_such_column")]
    [InlineData("--id", "unique_id", "--truth", "no_such_column")]
    [InlineData("--id", "unique_id", "--settings", "no-such-file.json")]
    public async Task Link_WithSomethingThatIsNotThere_EndsWithThreeAndSaysWhere(params string[] options)
    {
        var ended = await LinkageProcess.RunAsync(["link", People("fake_1000.csv"), .. options, "--json"]);

        Assert.Equal(3, ended.ExitCode);
        JsonShape.Fits("error-output", ended.Json());
        Assert.False(string.IsNullOrEmpty(ended.Json().GetProperty("error").GetProperty("where").GetString()));
    }
}
