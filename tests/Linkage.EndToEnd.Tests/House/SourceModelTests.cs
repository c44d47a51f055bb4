using Linkage.Matching.Comparisons;
using Linkage.Matching.Training;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Link;
using Linkage.TestKit;

namespace Linkage.EndToEnd.Tests.House;

/// <summary>The default models in the repository: whole, valid, and fit for every grant.</summary>
public sealed class SourceModelTests
{
    private static readonly string[] EveryField = ["forename", "surname", "date_of_birth", "sex", "place", "phone", "email", "nino", "nhs_number"];

    private static string Folder => RepositoryPaths.Of("schemas", "models");

    [Fact]
    public void Models_EveryPairOfKindsOfPeople_HaveOne()
    {
        var kinds = ContractReader.LoadAll(RepositoryPaths.Of("schemas", "sources")).Values
            .Where(c => c.WithMeaning(Meaning.Surname) is not null || c.WithMeaning(Meaning.FullName) is not null).Select(c => c.Domain!).Distinct().ToList();
        var expected = kinds.SelectMany(k => kinds.Select(o => SourceModels.NameOf(k, o))).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(9, kinds.Count);
        Assert.Equal(expected, SourceModels.Load(Folder).Names);
    }

    [Fact]
    public void Models_FitTheirSchemaAndKnowEveryField()
    {
        var files = Directory.GetFiles(Folder, "*.json");

        Assert.Empty(Node.Validate("link-model.schema.json", files));
        Assert.All(files, f =>
        {
            var model = LinkModel.Load(f);
            Assert.Equal(EveryField, model.Comparisons.Select(c => c.Name));
            Assert.True(model.NamesTogether && model.Converged && model.Counts.LabelledMatches >= SourceModelTrainer.LeastMatches, Path.GetFileName(f));
            // Agreement speaks for one person, in every field of every pair.
            Assert.All(model.Comparisons, c => Assert.True(c.Levels[0].Weight > 0 && c.Levels[^1].Weight < 0, $"{Path.GetFileName(f)}: {c.Name}"));
        });
    }

    [Fact]
    public void Models_TwinsAndFatherAndSonAtOneAddress_AreNotJoined()
    {
        Assert.All(Directory.GetFiles(Folder, "*.json"), f =>
        {
            var model = LinkModel.Load(f);
            var name = Path.GetFileName(f);
            double Probability(string place, string forename, string born) => Of(model, new() { ["place"] = place, ["forename"] = forename, ["surname"] = "exact", ["date_of_birth"] = born });

            // 0.95 is the least probability of a join.
            Assert.InRange(Probability("same UPRN", "other", "exact"), 0, .95);
            Assert.InRange(Probability("same address", "other", "exact"), 0, .95);
            Assert.InRange(Probability("same UPRN", "exact", "other"), 0, .95);
            Assert.InRange(Probability("same UPRN", "other", "other"), 0, .01);
            Assert.True(Probability("same UPRN", "exact", "exact") > .95, name);
            Assert.True(Probability("same UPRN", "Jaro-Winkler 0.92", "exact") > .95, name);
        });
    }

    /// <summary>What a model says of levels by name, in the proportions of the datasets it was trained on and with values of average rarity.</summary>
    private static double Of(LinkModel model, Dictionary<string, string> levels)
    {
        var perPair = (double)model.Counts.Records / model.Counts.PossiblePairs;
        var names = (Index("forename"), Index("surname"));
        var table = new OddsTable(
            [.. model.Comparisons.Select(c => c.Levels.Select(l => l.M).ToArray())],
            [.. model.Comparisons.Select(c => c.Levels.Select(l => l.U).ToArray())],
            [.. model.Comparisons.Select(c => c.HouseholdShare)],
            model.MatchesPerRecord * perPair,
            model.HouseholdPairsPerRecord * perPair,
            names,
            model.NameLift);
        var pattern = 0L;
        foreach (var (name, label) in levels)
        {
            var comparison = model.Comparisons[Index(name)];
            pattern |= Pattern.At(1 + comparison.Levels.Select(l => l.Label).ToList().IndexOf(label), Index(name));
        }

        return table.Of(pattern).Probability;

        int Index(string name) => model.Comparisons.Select(c => c.Name).ToList().IndexOf(name);
    }
}
