using Linkage.Governance.Decisions;
using Linkage.Governance.Documents;
using Linkage.Pipeline.Contracts;
using Linkage.Pipeline.Link;
using Linkage.Pipeline.Projects;
using Linkage.TestKit;
using static Linkage.Pipeline.Tests.Contracts.ContractText;

namespace Linkage.Pipeline.Tests.Contracts;

/// <summary>Contracts of derived datasets and saved cohorts, and the request that follows from them.</summary>
public sealed class DerivedContractTests : IDisposable
{
    private const string Made = "origin: Council\nderivedFrom: { rule: first-letter, version: 2, selectedBy: [arrears.weeks] }";

    private static readonly string Letters = Derived("letters", Column("surname", classification: "Identifier", more: "from: [arrears.surname]") + Column("answered", more: "from: []"));

    private static readonly string Arrears = Csv(Column("surname", classification: "Identifier") + Column("weeks", "integer"), "arrears*.csv", id: "arrears");

    private static readonly string[] Sides = ["a", "b"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Derived(string id, string columns, string made = Made) => Csv(columns, $"{id}*.csv", id: id).Replace("origin: Council", made, StringComparison.Ordinal);

    private DatasetContract Read(string text) => ContractReader.Load(_folder.Write("contracts/letters.yaml", text));

    private (Project Project, Dictionary<DatasetId, DatasetContract> Contracts) Asked(params (string Id, string Text)[] contracts)
    {
        foreach (var (id, text) in contracts)
        {
            _folder.Write($"contracts/{id}.yaml", text);
        }

        _folder.Write("again.sql", "SELECT person_key FROM letters WHERE answered IS NULL");
        var middle = contracts.Any(contract => contract.Id == "g4") ? "  - { id: g4, columns: { surname: [Match] } }" : string.Empty;
        var suppress = contracts.Any(contract => contract.Id == "gone") ? "gone" : string.Empty;
        var project = ProjectFile.Load(_folder.Write("again.yaml", $$"""
            kind: LinkageProject
            formatVersion: 1
            id: again
            version: 1
            title: Again
            nation: ENG
            controller: ashgrove-council
            purpose: income-maximisation
            requester: p-okafor
            datasets:
            {{middle}}
              - id: letters
                columns: { surname: [Match], answered: [Select] }
            joins: []
            suppress: [{{suppress}}]
            cohort: { setOperator: union, query: again.sql }
            outputs:
              - name: rows
                kind: PseudonymisedRows
                granularity: Row
                columns:
                  - { name: answered, role: Value, sources: [letters.answered] }
            recipient: { team: t, environment: e }
            """));
        return (project, ContractFolder.Load(_folder.PathOf("contracts"), project));
    }

    [Fact]
    public void Load_Derived_SaysWhatItWasMadeOf()
    {
        var contract = Read(Letters);

        Assert.Equal(("first-letter", 2), (contract.DerivedFrom!.Rule, contract.DerivedFrom.Version));
        Assert.Equal(["arrears.weeks", "arrears.surname"], contract.MadeOf.Select(c => c.ToString()));
        Assert.Empty(contract.Columns.Single(c => c.Name == "answered").From!);
    }

    [Theory]
    [InlineData("version: 2", "version: 3")]
    [InlineData("rule: first-letter", "rule: second-letter")]
    [InlineData("selectedBy: [arrears.weeks]", "selectedBy: [arrears.weeks, arrears.ward]")]
    [InlineData("from: [arrears.surname]", "from: [arrears.forename]")]
    public void ContentHash_EveryPartOfTheDerivation_Counts(string before, string after) =>
        Assert.NotEqual(Read(Letters).ContentHash, Read(Letters.Replace(before, after, StringComparison.Ordinal)).ContentHash);

    [Theory]
    [InlineData("\nderivedFrom: { rule: first-letter, version: 2, selectedBy: [arrears.weeks] }", "", null)]
    [InlineData("arrears.weeks", "letters.weeks", "derivedFrom")]
    [InlineData("arrears.weeks", "arrears", "derivedFrom.selectedBy[0]")]
    [InlineData("arrears.weeks", "arrears.weeks.more", "derivedFrom.selectedBy[0]")]
    [InlineData("arrears.weeks", "Arrears.weeks", "derivedFrom.selectedBy[0]")]
    [InlineData("arrears.surname", "arrears.Surname", "schema[0].properties[1].from[0]")]
    [InlineData("version: 2", "version: 0", "derivedFrom.version")]
    [InlineData("rule: first-letter, ", "", "derivedFrom.rule")]
    public void Load_DerivationThatDoesNotAgree_IsRefused(string before, string after, string? key)
    {
        Assert.Contains(before, Letters, StringComparison.Ordinal);
        var problem = Assert.Throws<ConfigurationException>(() => Read(Letters.Replace(before, after, StringComparison.Ordinal)));

        Assert.Equal(key ?? string.Empty, problem.Key ?? string.Empty);
    }

    [Fact]
    public void Load_DerivedOfNothing_IsRefused()
    {
        var problem = Assert.Throws<ConfigurationException>(() => Read(Derived("letters", Column("answered", more: "from: []"), "origin: Council\nderivedFrom: { rule: first-letter, version: 2 }")));

        Assert.Equal("derivedFrom", problem.Key);
    }

    [Fact]
    public void Build_Derived_AsksForItsParents()
    {
        var (project, contracts) = Asked(("letters", Letters), ("arrears", Arrears));

        var request = RequestBuilder.Build(project, contracts, SourceModels.None, []);

        var letters = Assert.Single(request.Datasets);
        Assert.Equal(["answered", "surname"], letters.Columns.Select(c => c.Name));
        Assert.Empty(letters.Columns[0].From!);
        Assert.Equal(["arrears.surname"], letters.Columns[1].From);
        Assert.Equal(("first-letter", 2), (letters.DerivedFrom!.Rule, letters.DerivedFrom.Version));
        var parent = Assert.Single(letters.DerivedFrom.Parents);
        Assert.Equal(("arrears", "Council"), (parent.Id, parent.Origin));
        Assert.Equal([("surname", "Identifier", string.Empty), ("weeks", "Attribute", "Select")], parent.Columns.Select(c => (c.Name, c.Classification, string.Join(',', c.Uses))));
        Assert.Equal(["letters", "arrears"], request.Contracts.Select(c => c.Dataset));
        Assert.Equal([new RequestedModel("letters", "letters", "trained")], request.Models);
    }

    [Fact]
    public void Build_DerivedOfDerived_AsksForBoth()
    {
        var second = Derived("letters", Column("surname", classification: "Identifier", more: "from: [first.surname]") + Column("answered", more: "from: []"), "origin: Council\nderivedFrom: { rule: second-letter, version: 1 }");
        var (project, contracts) = Asked(("letters", second), ("first", Letters.Replace("letters", "first", StringComparison.Ordinal)), ("arrears", Arrears));

        var first = Assert.Single(Assert.Single(RequestBuilder.Build(project, contracts, SourceModels.None, []).Datasets).DerivedFrom!.Parents);

        Assert.Equal("first", first.Id);
        Assert.Equal(["arrears.surname"], first.Columns.Single().From);
        Assert.Equal("arrears", Assert.Single(first.DerivedFrom!.Parents).Id);
        Assert.Equal(["letters", "first", "arrears"], RequestBuilder.Build(project, contracts, SourceModels.None, []).Contracts.Select(c => c.Dataset));
    }

    [Fact]
    public void Load_ColumnThatDoesNotSayWhatItWasMadeOf_IsRefused()
    {
        var problem = Assert.Throws<ConfigurationException>(() => Read(Letters.Replace("from: []", "whenUnreadable: warn", StringComparison.Ordinal)));

        Assert.Contains("'answered'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FromInASource_IsRefused() =>
        Assert.Throws<ConfigurationException>(() => Read(Csv(Column("answered", more: "from: []"), id: "letters")));

    [Fact]
    public void Build_ParentThatGaveNoColumn_IsAskedForAllTheSame()
    {
        var (project, contracts) = Asked(("letters", Letters.Replace("version: 2,", "version: 2, parents: [care],", StringComparison.Ordinal)), ("arrears", Arrears), ("care", Csv(Column("open"), "care*.csv", id: "care")));

        var request = RequestBuilder.Build(project, contracts, SourceModels.None, []);

        Assert.Equal([("arrears", 2), ("care", 0)], request.Datasets.Single().DerivedFrom!.Parents.Select(parent => (parent.Id, parent.Columns.Count)));
        Assert.Equal(["letters", "arrears", "care"], request.Contracts.Select(c => c.Dataset));
    }

    [Fact]
    public void ContractFolder_ColumnThatIsNeverUsed_IsRefused()
    {
        var problem = Assert.Throws<ConfigurationException>(() => Asked(("letters", Letters), ("arrears", Arrears.Replace("uses: [Select]", "uses: [Never]", StringComparison.Ordinal))));

        Assert.EndsWith("letters.yaml", problem.File, StringComparison.Ordinal);
        Assert.Contains("never to be used", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ContractFolder_DerivedListOfPeopleToLeaveOut_IsRefused()
    {
        var problem = Assert.Throws<ConfigurationException>(() => Asked(
            ("letters", Csv(Column("surname", classification: "Identifier") + Column("answered"), "letters*.csv", id: "letters")),
            ("arrears", Arrears),
            ("gone", Letters.Replace("letters", "gone", StringComparison.Ordinal))));

        Assert.EndsWith("gone.yaml", problem.File, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public void ContractFolder_GenerationsByWayOfADatasetThatIsAskedForToo_AreCountedAllTheSame(int last, bool taken)
    {
        // The project names g4 before letters, so its contract is there already when letters' chain comes to it.
        var contracts = Enumerable.Range(1, last).Select(generation => (
            $"g{generation}", Derived($"g{generation}", Column("surname", classification: "Identifier", more: $"from: [{(generation == last ? "arrears" : $"g{generation + 1}")}.surname]"))));
        var first = Derived("letters", Column("surname", classification: "Identifier", more: "from: [g1.surname]") + Column("answered", more: "from: []"));
        (string, string)[] all = [("letters", first), ("arrears", Arrears), .. contracts];

        if (taken)
        {
            Assert.Equal(9, Asked(all).Contracts.Count);
        }
        else
        {
            Assert.Contains("more than 8 times over", Assert.Throws<ConfigurationException>(() => Asked(all)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ContractFolder_MoreGenerationsThanAreRead_IsRefused()
    {
        var contracts = Enumerable.Range(1, 12).Select(generation => (
            $"g{generation}", Derived($"g{generation}", Column("surname", classification: "Identifier", more: $"from: [{(generation == 12 ? "arrears" : $"g{generation + 1}")}.surname]"))));
        var first = Derived("letters", Column("surname", classification: "Identifier", more: "from: [g1.surname]") + Column("answered", more: "from: []"));

        var problem = Assert.Throws<ConfigurationException>(() => Asked([("letters", first), ("arrears", Arrears), .. contracts]));

        Assert.Contains("more than 8 times over", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ContractFolder_WaysIntoADatasetThatDoubleWithEachGeneration_AreCountedAndRefused()
    {
        // Two datasets a generation, each made of both of the one before: few files, and twice as many ways with each.
        var contracts = Enumerable.Range(1, 7).SelectMany(generation => Sides.Select(side => (
            $"{side}{generation}",
            Derived($"{side}{generation}", Column("surname", classification: "Identifier", more: generation == 7 ? "from: [arrears.surname]" : $"from: [a{generation + 1}.surname, b{generation + 1}.surname]"))))).ToList();
        var first = Derived("letters", Column("surname", classification: "Identifier", more: "from: [a1.surname, b1.surname]") + Column("answered", more: "from: []"));

        var problem = Assert.Throws<ConfigurationException>(() => Asked([("letters", first), ("arrears", Arrears), .. contracts]));

        Assert.Contains("250 are read at most", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ContractFolder_WithoutTheParentsContract_IsRefused()
    {
        var problem = Assert.Throws<ConfigurationException>(() => Asked(("letters", Letters)));

        Assert.EndsWith("arrears.yaml", problem.File, StringComparison.Ordinal);
    }

    [Fact]
    public void ContractFolder_ColumnThatTheParentDoesNotHave_IsRefused()
    {
        var problem = Assert.Throws<ConfigurationException>(() => Asked(("letters", Letters), ("arrears", Arrears.Replace("name: weeks", "name: months", StringComparison.Ordinal))));

        Assert.EndsWith("letters.yaml", problem.File, StringComparison.Ordinal);
        Assert.Contains("'arrears.weeks'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ContractFolder_DatasetMadeOfItselfByWayOfAnother_IsRefused()
    {
        var arrears = Derived("arrears", Column("surname", classification: "Identifier", more: "from: [letters.surname]") + Column("weeks", "integer", more: "from: []"), "origin: Council\nderivedFrom: { rule: first-letter, version: 2 }");

        var problem = Assert.Throws<ConfigurationException>(() => Asked(("letters", Letters), ("arrears", arrears)));

        Assert.Contains("'letters' is made of itself", problem.Message, StringComparison.Ordinal);
    }
}
