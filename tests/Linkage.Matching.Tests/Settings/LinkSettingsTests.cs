using System.Text.Json.Nodes;
using Linkage.Matching.Blocking;
using Linkage.Matching.Settings;
using Linkage.Matching.Training;
using Linkage.TestKit;

namespace Linkage.Matching.Tests.Settings;

public sealed class LinkSettingsTests
{
    [Theory]
    [InlineData("""{ "version": 1, "blockingRules": [{ "name": "a\u001b]0;x\u0007", "parts": ["surname"] }] }""", "blockingRules[0]")]
    [InlineData("""{ "version": 1, "trainingRules": [{ "name": "a\u202e", "parts": ["surname"] }] }""", "trainingRules[0]")]
    [InlineData("""{ "version": 1, "columns": { "x": { "meaning": "text", "field": "a\u001b[2J" } } }""", "columns.x")]
    [InlineData("""{ "version": 1, "comparisons": [{ "name": "a\nb", "use": "surname" }] }""", "comparisons[0]")]
    [InlineData("""{ "version": 1, "comparisons": [{ "fields": ["surname\u2066"], "levels": [{ "test": "exact" }] }] }""", "comparisons[0]")]
    [InlineData("""{ "version": 1, "comparisons": [{ "fields": ["surname"], "levels": [{ "test": "exact", "label": "a\u0000" }] }] }""", "comparisons[0].levels[0]")]
    public void Load_NameThatDrivesATerminalOrTurnsText_IsRefusedWithoutRepeatingIt(string json, string where)
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<MatchingInputException>(() => LinkSettings.Load(folder.Write("settings.json", json)));
        Assert.Contains("not seen", error.What, StringComparison.Ordinal);
        Assert.EndsWith(where, error.Where, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, c => char.IsControl(c) || c is '\u202e' or '\u2066');
    }

    /// <summary>Every member, none at its default.</summary>
    internal static LinkSettings Full() => (LinkSettings.LinkAndDedupe() with
    {
        PermittedPairs = [new DatasetPair("a", "b")],
        MinimumProbability = .2,
        Threshold = .9,
        OneToOne = true,
        MaxClusterSize = 12,
        Seed = 7,
        CompareAllBelow = 10,
        MaxPairsPerBlock = 11,
        MaxPairsPerRecordAndRule = 12,
        MaxPairsPerRecordAndLooseRule = 13,
        MaxPairsPerRecord = 14,
        MaxRecordsPerUprn = 15,
        SamplePairs = 16,
        MaxRounds = 17,
        TrainingPairs = 18,
        MaxPairs = 19,
        MaxElementsPerRecord = 20,
        PairsPerFile = 21,
        TrainingMethod = TrainingMethod.PerRule,
        FixedPrior = .001,
        DeterministicRules = [new BlockingRule("number", ["nhs_number"])],
        DeterministicRecall = .8,
        TrainingRules = [new BlockingRule("born", ["date_of_birth"])],
        HouseholdExplanation = false,
        NameLift = false,
        TermFrequencies = TermFrequencyForm.Plain,
        LabelUse = LabelUse.Only,
    })
        .Column("given_name", FieldMeaning.Forename)
        .Column("job title", FieldMeaning.Text, "job")
        .Ignore("notes")
        .Compare(Compare.Forename().WithTermFrequency(false).SharedByHousehold(.02))
        .Compare(Compare.Text("job").Named("work"))
        .Compare(Compare.Of("surname").Exact(.8, .01).Fixed(u: .002).JaroWinkler(.92).EditDistance(2).SameNameFamily().OneCharacterDiffers(3).InitialAgrees().PartsAgree(85)
            .MostPartsShared().PartsShared(2).SameBefore('-').Sql("l.surname < r.forename AND r.surname <> 'O''Brien'").Labelled("odd").WithTermFrequency().PersonalUpTo(2))
        .Compare(Compare.Of("date_of_birth").Exact().DayAndMonthSwapped().DateDigits(4, 4).SameYear().DaysApart(30).PlacesDiffer(2).Else(.1, .9))
        .Compare(Compare.Of("forename", "surname").Exact().Swapped().Crosswise().BothJaroWinkler(.9).Function("mine", (_, _) => 1, .5))
        .Compare(Compare.Of("postcode").Exact().SameStart(2))
        .BlockOn("surname", "left(postcode, 4)")
        .BlockOn(new BlockingRule("parts of the name", ["date_of_birth"], IsLoose: true) { Explode = "string_split(forename, ' ')" });

    [Fact]
    public void Save_Load_Save_IsTheSameFile()
    {
        using var folder = new TemporaryFolder();
        var (first, second) = (folder.PathOf("first.json"), folder.PathOf("second.json"));

        var full = Full() with { LabelsFile = folder.PathOf("labels", "known.csv") };
        full.Save(first);
        var loaded = LinkSettings.Load(first);
        loaded.Save(second);

        Assert.Equal(File.ReadAllText(first), File.ReadAllText(second));
        Assert.Equal(full.LabelsFile, loaded.LabelsFile);
        Assert.Equal(full.Comparisons!.Count, loaded.Comparisons!.Count);
        Assert.Equal(full.Comparisons[2].Levels!.Select(l => l with { Call = null }), loaded.Comparisons[2].Levels!);
        Assert.Equal(full.Columns, loaded.Columns);
        Assert.Equal((LinkType.LinkAndDedupe, .2, .9, 7L), (loaded.LinkType, loaded.MinimumProbability, loaded.Threshold, loaded.Seed));
        Assert.Equal(full.BlockingRules, loaded.BlockingRules!);
        // No member may be left out of this test, or of the file.
        var members = JsonNode.Parse(File.ReadAllText(first))!.AsObject();
        var properties = typeof(LinkSettings).GetProperties().Select(p => char.ToLowerInvariant(p.Name[0]) + p.Name[1..]).Except(["modelFile", "model", "functions", "labelsFile", "keepRecords", "pairModels"]);
        Assert.Empty(properties.Except(members.Select(m => m.Key)));
    }

    [Fact]
    public void Save_Defaults_LoadAsDefaults()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("settings.json");
        new LinkSettings().Save(path);

        Assert.Equal(new LinkSettings() with { Columns = null!, Functions = null! }, LinkSettings.Load(path) with { Columns = null!, Functions = null! });
        Assert.Equal(new LinkSettings() with { Columns = null!, Functions = null! }, LinkSettings.Load(folder.Write("empty.json", "{}")) with { Columns = null!, Functions = null! });
    }

    [Fact]
    public void Model_RelativePath_IsReadBesideTheSettings()
    {
        using var folder = new TemporaryFolder();
        var model = new LinkModel
        {
            Method = TrainingMethod.Population,
            Seed = 1,
            Trained = true,
            Counts = new TrainingCounts(10, 45, 45, 0, 0),
            Sessions = [],
            MatchesPerRecord = .1,
            HouseholdPairsPerRecord = 0,
            NameLift = 1,
            NamesTogether = false,
            Comparisons = [new ModelComparison("x", 0, [new ModelLevel("exact", .9, .1), new ModelLevel("other", .1, .9)])],
        };
        folder.Folder("models");
        model.Save(folder.PathOf("models", "m.json"));
        var path = folder.Write("settings.json", """{ "model": "models/m.json" }""");

        var loaded = LinkSettings.Load(path);
        loaded.Save(folder.PathOf("models", "again.json"));

        Assert.Equal(model.Digest(), loaded.Model!.Digest());
        Assert.Equal(folder.PathOf("models", "m.json"), loaded.ModelFile);
        Assert.Equal("m.json", (string?)JsonNode.Parse(File.ReadAllText(folder.PathOf("models", "again.json")))!["model"]);
        Assert.Contains("gone.json", Assert.Throws<MatchingInputException>(() => LinkSettings.Load(folder.Write("b.json", """{ "model": "gone.json" }"""))).Where, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => (new LinkSettings() with { Model = model }).Save(path));
    }

    [Theory]
    [InlineData("{\n  \"treshold\": 0.9\n}", "$.treshold", "line 2", "unknown")]
    [InlineData("{\"threshold\": \"high\"}", "$.threshold", "line 1", "kind")]
    [InlineData("{\"threshold\": 0.9, \"threshold\": 0.8}", "threshold", "line 1")]
    [InlineData("{\"linkType\": \"all\"}", "$.linkType", "line 1")]
    [InlineData("{\"linkType\": 1}", "$.linkType")]
    [InlineData("{\"columns\": {\"town\": \"City\"}}", "$.columns.town", "'City' is not a meaning", "placeText")]
    [InlineData("{\"columns\": {\"town\": {\"meaning\": \"text\", \"name\": \"x\"}}}", "$.columns.town", "'name' is unknown")]
    [InlineData("{\"columns\": {\"town\": 3}}", "$.columns.town")]
    [InlineData("{\"columns\": null}", "$.columns")]
    [InlineData("{\"comparisons\": [{\"use\": \"forename\", \"tf\": true}]}", "$.comparisons[0].tf", "unknown")]
    [InlineData("{\"comparisons\": [{\"fields\": [\"a\"], \"levels\": [{\"test\": \"exakt\"}]}]}", "$.comparisons[0].levels[0].test")]
    [InlineData("{\"comparisons\": [{\"fields\": [\"a\"], \"levels\": [{\"label\": \"x\"}]}]}", "$.comparisons[0].levels[0]", "test")]
    [InlineData("{\"blockingRules\": [{\"name\": \"x\", \"sql\": \"y\"}]}", "$.blockingRules[0].sql", "unknown")]
    [InlineData("{\"functions\": {}}", "$.functions", "unknown")]
    [InlineData("{\"keepRecords\": true}", "$.keepRecords", "unknown")]
    [InlineData("{\"labelsFile\": \"x.csv\"}", "$.labelsFile", "unknown")]
    [InlineData("{\"comparisons\": [{\"fields\": [\"a\"], \"levels\": [{\"test\": \"exact\", \"call\": null}]}]}", "$.comparisons[0].levels[0].call", "unknown")]
    [InlineData("nonsense", "line 1")]
    [InlineData("", "settings.json")]
    [InlineData("null", "empty")]
    [InlineData("[]", "$")]
    public void Load_WhatIsNotOfTheFormat_IsNamedWithItsLine(string json, params string[] said)
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<MatchingInputException>(() => LinkSettings.Load(folder.Write("settings.json", json)));

        Assert.EndsWith("settings.json", error.Where, StringComparison.Ordinal);
        Assert.All(said, s => Assert.Contains(s, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"version\": 2", "version 2")]
    [InlineData("\"threshold\": 1.5", "threshold is 1.5", "between 0 and 1")]
    [InlineData("\"minimumProbability\": -0.1", "minimumProbability is -0.1")]
    [InlineData("\"maxPairsPerBlock\": 0", "maxPairsPerBlock is 0")]
    [InlineData("\"fixedPrior\": 0.5", "fixedPrior is 0.5", "above 0 and at most 0.4")]
    [InlineData("\"deterministicRecall\": 0", "deterministicRecall is 0", "above 0 and at most 1")]
    [InlineData("\"trainingRules\": []", "trainingRules is an empty list")]
    [InlineData("\"deterministicRules\": [{\"name\": \"\", \"parts\": [\"surname\"]}]", "deterministicRules[0]")]
    [InlineData("\"samplePairs\": 0", "samplePairs")]
    [InlineData("\"trainingPairs\": -5", "trainingPairs")]
    [InlineData("\"maxRecordsPerUprn\": 0", "maxRecordsPerUprn")]
    [InlineData("\"comparisons\": []", "comparisons is an empty list")]
    [InlineData("\"blockingRules\": [{\"name\": \"a\", \"parts\": []}]", "blockingRules[0]")]
    [InlineData("\"comparisons\": [{}]", "comparisons[0]", "no fields")]
    [InlineData("\"comparisons\": [{\"use\": \"text\"}]", "'text' takes one field")]
    [InlineData("\"comparisons\": [{\"use\": \"forename\", \"fields\": [\"surname\"]}]", "takes no fields")]
    [InlineData("\"comparisons\": [{\"use\": \"forename\", \"levels\": [{\"test\": \"exact\"}]}]", "has its own levels")]
    [InlineData("\"comparisons\": [{\"fields\": [\"a\"], \"levels\": [{\"test\": \"else\"}]}]", "1 levels")]
    [InlineData("\"comparisons\": [{\"fields\": [\"a\"], \"levels\": [{\"test\": \"else\"}, {\"test\": \"exact\"}]}]", "levels[0]", "Put it last")]
    [InlineData("\"comparisons\": [{\"fields\": [\"a\"], \"levels\": [{\"test\": \"jaroWinkler\", \"atLeast\": 0.9}]}]", "'jaroWinkler'", "exact")]
    [InlineData("\"comparisons\": [{\"fields\": [\"a\"], \"levels\": [{\"test\": \"exact\"}, {\"test\": \"jaroWinkler\"}]}]", "levels[1]", "needs atLeast")]
    [InlineData("\"comparisons\": [{\"fields\": [\"a\"], \"levels\": [{\"test\": \"exact\"}, {\"test\": \"jaroWinkler\", \"atLeast\": 92}]}]", "atLeast is 92", "between 0 and 1")]
    [InlineData("\"comparisons\": [{\"fields\": [\"a\"], \"levels\": [{\"test\": \"exact\", \"atLeast\": 0.9}]}]", "does not take atLeast")]
    [InlineData("\"comparisons\": [{\"fields\": [\"a\"], \"levels\": [{\"test\": \"exact\", \"m\": 0}]}]", "m is 0")]
    [InlineData("\"comparisons\": [{\"fields\": [\"a\"], \"levels\": [{\"test\": \"exact\", \"m\": 0.7}, {\"test\": \"else\", \"fixedM\": 0.4}]}]", "m of the levels add up to 1.1")]
    [InlineData("\"comparisons\": [{\"fields\": [\"a\"], \"levels\": [{\"test\": \"swapped\"}]}]", "two fields")]
    [InlineData("\"comparisons\": [{\"fields\": [\"a\"], \"levels\": [{\"test\": \"exact\"}, {\"test\": \"dateDigits\", \"from\": 6, \"length\": 3}]}]", "length is 3")]
    [InlineData("\"comparisons\": [{\"fields\": [\"a\"], \"personalLevels\": 2, \"levels\": [{\"test\": \"exact\"}]}]", "personalLevels is 2")]
    public void Load_WhatCannotBeUsed_IsNamed(string member, params string[] said)
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<MatchingInputException>(() => LinkSettings.Load(folder.Write("settings.json", "{" + member + "}")));

        Assert.Contains("settings.json", error.Where, StringComparison.Ordinal);
        Assert.All(said, s => Assert.Contains(s, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void LinkType_Datasets_PermitsTheirPairs()
    {
        using var session = MatchingSession.Open();
        foreach (var name in new[] { "a", "b" })
        {
            MatchingSession.Table(session, name, ["id", "forename"], ["1", "Ann"], ["2", "Ann"], ["3", "Bob"]);
        }

        LinkInput[] inputs = [MatchingSession.Input("a", new LinkColumn("forename", FieldMeaning.Forename)), MatchingSession.Input("b", new LinkColumn("forename", FieldMeaning.Forename))];
        long Pairs(LinkSettings settings, int datasets) => Linker.Link(session, inputs[..datasets], settings, null, CancellationToken.None).PossiblePairs;

        Assert.Equal((3, 9), (Pairs(new LinkSettings(), 1), Pairs(new LinkSettings(), 2)));
        Assert.Equal((3, 6), (Pairs(LinkSettings.Dedupe(), 1), Pairs(LinkSettings.Dedupe(), 2)));
        Assert.Equal((3, 15), (Pairs(LinkSettings.LinkAndDedupe(), 1), Pairs(LinkSettings.LinkAndDedupe(), 2)));
        Assert.Equal(9, Pairs(LinkSettings.LinkOnly(), 2));
        Assert.Equal(3, Pairs(LinkSettings.LinkOnly() with { PermittedPairs = [new DatasetPair("a", "a")] }, 2));
        Assert.Equal("linkType", Assert.Throws<MatchingInputException>(() => Pairs(LinkSettings.LinkOnly(), 1)).Where);
        Assert.Equal("settings", Assert.Throws<MatchingInputException>(() => Pairs(new LinkSettings { MaxPairsPerRecord = 0 }, 1)).Where);
    }
}
