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
}
