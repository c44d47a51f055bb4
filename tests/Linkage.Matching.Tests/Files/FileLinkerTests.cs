using System.Text;
using System.Text.Json;
using Linkage.Matching.Files;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Files;

public sealed class FileLinkerTests
{
    private const string People = "id,first_name,surname,dob,town\n1,Ann,Smith,1980-01-02,Ely\n2,Ann,Smith,02/01/1980,Ely\n3,Bob,Jones,1970-03-04,Ware\n4,José,Núñez,1975-05-06,Ware\n";

    [Fact]
    public void Link_Febrl4_BeatsTheAnchor()
    {
        var outcome = FileLinker.Link(
            new FileLinkRequest
            {
                Left = Path.Combine(RepositoryPaths.SharedData, "people", "febrl_dataset4a.csv"),
                Right = Path.Combine(RepositoryPaths.SharedData, "people", "febrl_dataset4b.csv"),
                Id = "rec_id",
                Ignore = ["soc_sec_id"],
                Truth = "regexp_extract(rec_id, '[0-9]+')",
            },
            null,
            CancellationToken.None);

        Assert.Equal(10_000, outcome.Result.Records);
        Assert.Equal(5_000, outcome.Evaluation!.TruePairs);
        Assert.True(outcome.Result.Best!.F1 >= .9933, $"best {outcome.Result.Best}");
        Assert.True(outcome.Result.At95!.F1 >= .9845 && outcome.Result.At95.Precision >= .999, $"at .95 {outcome.Result.At95}");
        Assert.True(outcome.Run.Model.Converged);
        Assert.All(outcome.Columns.Where(c => c.Name is "rec_id" or "soc_sec_id"), c => Assert.Null(c.Meaning));
    }

    [Fact]
    public void Link_Fake1000WithItself_BeatsTheAnchor()
    {
        var outcome = FileLinker.Link(
            new FileLinkRequest { Left = Path.Combine(RepositoryPaths.SharedData, "people", "fake_1000.csv"), Id = "unique_id", Truth = "cluster" }, null, CancellationToken.None);

        Assert.Equal(2_031, outcome.Evaluation!.TruePairs);
        Assert.True(outcome.Result.Best!.F1 >= .90, $"best {outcome.Result.Best}");
        Assert.True(outcome.Result.At95!.F1 >= .80, $"at .95 {outcome.Result.At95}");
        Assert.Null(outcome.Columns.Single(c => c.Name == "cluster").Meaning);
    }

    [Theory]
    [InlineData("utf-8", ",")]
    [InlineData("utf-8", ";")]
    [InlineData("utf-8", "\t")]
    [InlineData("utf-8", "|")]
    [InlineData("utf-16", "\t")]
    [InlineData("utf-16BE", ",")]
    [InlineData("windows-1252", "|")]
    public void Link_UsualEncodingsAndDelimiters_AreRead(string encoding, string delimiter)
    {
        using var folder = new TemporaryFolder();
        var how = encoding == "windows-1252" ? CodePagesEncodingProvider.Instance.GetEncoding(1252)! : Encoding.GetEncoding(encoding);
        byte[] bytes = [.. how.GetPreamble(), .. how.GetBytes(People.Replace(",", delimiter, StringComparison.Ordinal))];
        var left = folder.Write("left.csv", bytes);
        var right = folder.Write("right.csv", People);

        var outcome = FileLinker.Link(new FileLinkRequest { Left = left, Right = right, Id = "id", Truth = "id", Out = folder.PathOf("out") }, null, CancellationToken.None);

        Assert.Equal(8, outcome.Result.Records);
        using var session = MatchingSession.Open();
        Assert.Equal(1, session.Scalar<long>($"SELECT count(*) FROM read_parquet('{folder.PathOf("out", "links.parquet")}') WHERE left_id = '4' AND right_id = '4'", CancellationToken.None));
    }

    [Fact]
    public void Link_Parquet_IsReadAndResultsAreWritten()
    {
        using var folder = new TemporaryFolder();
        using var session = MatchingSession.Open();
        var csv = folder.Write("people.csv", People);
        session.Execute($"COPY (SELECT * FROM read_csv('{csv}')) TO '{folder.PathOf("people.parquet")}' (FORMAT parquet)", CancellationToken.None);

        var outcome = FileLinker.Link(new FileLinkRequest { Left = folder.PathOf("people.parquet"), Id = "id", Truth = "surname", Out = folder.PathOf("out") }, null, CancellationToken.None);

        Assert.Equal((4, 1), (outcome.Result.Records, outcome.Result.Clusters));
        Assert.Equal(1, outcome.Evaluation!.TruePairs);
        Assert.Equal(["1|2"], MatchingSession.Rows(session, $"SELECT left_id, right_id FROM read_parquet('{folder.PathOf("out", "links.parquet")}') WHERE match_probability >= .95"));
        Assert.Equal(4, session.Scalar<long>($"SELECT count(*) FROM read_parquet('{folder.PathOf("out", "clusters.parquet")}')", CancellationToken.None));
        var settings = LinkSettings.Load(folder.PathOf("out", "settings.json"));
        Assert.Null(settings.Columns["surname"].Meaning);
        Assert.Equal(FieldMeaning.Forename, settings.Columns["first_name"].Meaning);
        Assert.Equal(.95, settings.Threshold);
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(outcome.Result));
        Assert.Equal(["records", "pairsCompared", "links", "clusters", "best", "at95", "seconds", "peakMib"], json.RootElement.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void Link_Settings_OverruleInferenceAndReuseTheModel()
    {
        using var folder = new TemporaryFolder();
        var people = folder.Write("people.csv", People);
        FileLinker.Link(new FileLinkRequest { Left = people, Id = "id", Out = folder.PathOf("out") }, null, CancellationToken.None);
        var model = folder.PathOf("out", "model.json");
        var settings = folder.Write("settings.json", JsonSerializer.Serialize(new { columns = new { town = "PlaceText" }, threshold = .9, oneToOne = false, model }));

        var outcome = FileLinker.Link(new FileLinkRequest { Left = people, Id = "id", Settings = settings }, null, CancellationToken.None);

        Assert.Equal("by the settings", outcome.Columns.Single(c => c.Name == "town").Reason);
        Assert.Equal(Linkage.Matching.Training.LinkModel.Load(model).Digest(), outcome.Run.Model.Digest());
    }

    /// <summary>The session is locked when the SQL level runs, on a connection of the worker's own.</summary>
    [Fact]
    public void Link_SqlLevelOfTheSettings_IsAsked()
    {
        using var folder = new TemporaryFolder();
        var settings = folder.Write("settings.json", """
            { "comparisons": [{ "use": "forename" }, { "use": "dateOfBirth" }, { "fields": ["surname"], "levels": [{ "test": "exact" }, { "test": "sql", "sql": "l.surname[1] = r.surname[1]", "label": "initial" }] }],
              "minimumProbability": 0, "threshold": 0.5 }
            """);

        var outcome = FileLinker.Link(new FileLinkRequest { Left = folder.Write("people.csv", People), Id = "id", Settings = settings, Out = folder.PathOf("out") }, null, CancellationToken.None);

        Assert.Equal(["exact", "initial", "other"], outcome.Run.Comparisons[2].Levels.Select(l => l.Label));
        using var session = MatchingSession.Open();
        Assert.Equal(["1|2|1", "1|3|3"], MatchingSession.Rows(session, $"SELECT left_id, right_id, level_surname FROM read_parquet('{folder.PathOf("out", "links.parquet")}') WHERE left_id = '1' AND right_id < '4' ORDER BY ALL"));
        Assert.Equal("l.surname[1] = r.surname[1]", LinkSettings.Load(folder.PathOf("out", "settings.json")).Comparisons![2].Levels![1].Sql);
    }

    [Fact]
    public void Link_LabelsOfTheSettings_AreTrainedWith()
    {
        using var folder = new TemporaryFolder();
        var people = folder.Write("people.csv", People);
        var labels = folder.Write("labels.csv", "left_dataset,left_id,right_dataset,right_id,is_match\nleft,2,left,1,true\nleft,3,left,4,false\n");
        var settings = folder.Write("settings.json", JsonSerializer.Serialize(new { labels }));

        var model = FileLinker.Link(new FileLinkRequest { Left = people, Id = "id", Settings = settings }, null, CancellationToken.None).Run.Model;

        Assert.Equal((1, 1), (model.Counts.LabelledMatches, model.Counts.LabelledNonMatches));
        folder.Write("settings.json", JsonSerializer.Serialize(new { labels = folder.PathOf("none.csv") }));
        Assert.Contains("none.csv", Assert.Throws<MatchingInputException>(() => FileLinker.Link(new FileLinkRequest { Left = people, Id = "id", Settings = settings }, null, CancellationToken.None)).Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Link_HeaderOnly_IsEmpty()
    {
        using var folder = new TemporaryFolder();
        var left = folder.Write("left.csv", "id,first_name,surname\n");

        var result = FileLinker.Link(new FileLinkRequest { Left = left, Right = folder.Write("right.csv", People), Id = "id", Truth = "id" }, null, CancellationToken.None).Result;

        Assert.Equal((4, 0, 0), (result.Records, result.PairsCompared, result.Links));
    }

    public static TheoryData<string, string, string?, string?> Unusable() => new()
    {
        { "missing.csv", "id", null, "missing.csv" },
        { "empty.csv", "id", null, "empty.csv" },
        { "zip.csv", "id", null, "zip.csv" },
        { "binary.csv", "id", null, "binary.csv" },
        { "broken.parquet", "id", null, "broken.parquet" },
        { "people.csv", "nope", null, "people.csv" },
        { "twice.csv", "id", null, "dataset 'left'" },
        { "people.csv", "id", "nope(", "--truth" },
        { "people.csv", "id", "read_text('/etc/passwd')", "--truth" },
        { "people.csv", "id", "no_such_column", "--truth" },
    };

    [Theory]
    [MemberData(nameof(Unusable))]
    public void Link_UnusableInput_IsRefusedByName(string file, string id, string? truth, string? where)
    {
        using var folder = new TemporaryFolder();
        folder.Write("people.csv", People);
        folder.Write("empty.csv", string.Empty);
        folder.Write("zip.csv", "PK\u0003\u0004rest"u8.ToArray());
        folder.Write("binary.csv", [1, 0, 2, 0, 0, 3]);
        folder.Write("broken.parquet", "PAR1 and nothing more"u8.ToArray());
        folder.Write("twice.csv", "id,first_name\n1,Ann\n1,Bob\n");

        var error = Assert.Throws<MatchingInputException>(() =>
            FileLinker.Link(new FileLinkRequest { Left = folder.PathOf(file), Id = id, Truth = truth }, null, CancellationToken.None));

        Assert.Contains(where!, error.Where, StringComparison.Ordinal);
        Assert.DoesNotContain("Ann", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"treshold\": 0.9}")]
    [InlineData("{\"threshold\": 1.5}")]
    [InlineData("{\"columns\": {\"town\": \"City\"}}")]
    [InlineData("nonsense")]
    public void Link_WrongSettings_AreRefused(string settings)
    {
        using var folder = new TemporaryFolder();
        var request = new FileLinkRequest { Left = folder.Write("people.csv", People), Id = "id", Settings = folder.Write("settings.json", settings) };

        Assert.Contains("settings.json", Assert.Throws<MatchingInputException>(() => FileLinker.Link(request, null, CancellationToken.None)).Where, StringComparison.Ordinal);
    }

    [Fact]
    public void Link_LabelsAndGroups_AreMeasuredAndNeverEvidence()
    {
        using var folder = new TemporaryFolder();
        var left = folder.Write("left.csv", People.Replace("town", "ward", StringComparison.Ordinal));
        var right = folder.Write("right.csv", People.Replace("town", "ward", StringComparison.Ordinal));
        var labels = folder.Write("labels.csv", "left_id,right_id,is_match\n1,1,true\n1,2,1\n3,4,false\n4,4,\n9,9,true\n");

        var outcome = FileLinker.Link(new FileLinkRequest { Left = left, Right = right, Id = "id", Truth = "surname", Labels = labels, Groups = ["ward"] }, null, CancellationToken.None);

        Assert.All(outcome.Columns.Where(c => c.Name == "ward"), c => Assert.Null(c.Meaning));
        Assert.Equal((2, 1), (outcome.Measured!.Labels!.TruePairs, outcome.Measured.Labels.UnusableLabels));
        Assert.Equal(6, outcome.Measured.Truth!.TruePairs);
        // Four records in each of the two wards are too few to show apart; eight together are too few as well.
        Assert.Empty(outcome.Measured.Groups);
        Assert.Equal(outcome.Evaluation!.AtThreshold, outcome.Result.At95);
    }

    [Theory]
    [InlineData("right_id,is_match\n1,true\n", "left_id")]
    [InlineData("left_id,is_match\n1,true\n", "right_id")]
    [InlineData("left_id,right_id,is_match\n1,1,perhaps Ann\n", "neither true nor false")]
    [InlineData("left_id,right_id,is_match,left_dataset\n1,1,true,Ann\n", "another dataset")]
    public void Link_UnusableLabels_AreRefused(string content, string said)
    {
        using var folder = new TemporaryFolder();
        var request = new FileLinkRequest { Left = folder.Write("people.csv", People), Id = "id", Labels = folder.Write("labels.csv", content) };

        var error = Assert.Throws<MatchingInputException>(() => FileLinker.Link(request, null, CancellationToken.None));
        Assert.Contains("labels.csv", error.Where, StringComparison.Ordinal);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Ann", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nope", "id")]
    [InlineData("id", "surname")]
    [InlineData("town", null)]
    public void Link_UnusableGroups_AreRefused(string column, string? truth)
    {
        using var folder = new TemporaryFolder();
        var request = new FileLinkRequest { Left = folder.Write("people.csv", People), Id = "id", Truth = truth, Groups = [column] };

        Assert.Equal("--groups", Assert.Throws<MatchingInputException>(() => FileLinker.Link(request, null, CancellationToken.None)).Where);
    }

    [Fact]
    public void Link_UnknownIgnoredColumn_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var request = new FileLinkRequest { Left = folder.Write("people.csv", People), Id = "id", Ignore = ["nope"] };

        Assert.Equal("--ignore", Assert.Throws<MatchingInputException>(() => FileLinker.Link(request, null, CancellationToken.None)).Where);
    }
}
