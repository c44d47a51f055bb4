using Linkage.Governance.Decisions;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Decisions;

/// <summary>Which parents were linked in a derived dataset and which were left out of it, by the joins of the rule that it was made under.</summary>
public sealed class LineageTests
{
    private static readonly RequestedDerivation Parents = Made("a", "b", "x");

    [Theory]
    [InlineData("", "")]
    [InlineData("a-x Anti, b-x Anti", "x")]
    [InlineData("a-x Anti", "x")]
    [InlineData("a-x Anti, b-x Inner", "")]
    [InlineData("a-x Anti+Inner", "")]
    [InlineData("x-a Anti", "a")]
    [InlineData("a-x Anti, x-b Anti", "b")]
    [InlineData("a-x Inner", "")]
    public void LinkedIn_Parents_AreThoseThatWereNotProbedOnly(string joins, string probed)
    {
        var lineage = Of(joins, Derived("d", Parents));

        Assert.Equal(((string[])["d", "a", "b", "x"]).Except(probed.Split(' ')), lineage.LinkedIn("d"));
        Assert.Equal(probed.Split(' ', StringSplitOptions.RemoveEmptyEntries), lineage.ProbedIn("d"));
    }

    [Fact]
    public void LinkedIn_ParentWhoseColumnIsInTheRows_IsLinkedWhateverTheRuleCallsTheJoin()
    {
        var parent = new RequestedDataset("x", "Council", [new RequestedColumn("one", "Attribute", []), new RequestedColumn("two", "Attribute", [])]);
        var made = new RequestedDerivation("homes-and-money", 3, [Dataset("a"), parent]);

        Assert.Equal(["d", "a", "x"], Of("a-x Anti", Derived("d", made, new RequestedColumn("c", "Attribute", ["Select"], From: ["x.two"]))).LinkedIn("d"));
        Assert.Equal(["d", "a"], Of("a-x Anti", Derived("d", made, new RequestedColumn("c", "Attribute", ["Select"], From: ["a.two"]))).LinkedIn("d"));
        Assert.Equal(["d", "a"], Of("a-x Anti", Derived("d", made, new RequestedColumn("c", "Attribute", ["Select"]))).LinkedIn("d"));
    }

    [Fact]
    public void LinkedIn_DatasetMadeUnderARuleThatIsNotThere_BringsAllItsParents() =>
        Assert.Equal(["d", "a", "b", "x"], Of("a-x Anti", Derived("d", Parents with { Rule = "nowhere" })).LinkedIn("d"));

    [Fact]
    public void LinkedIn_Generations_AreEachOnce()
    {
        var middle = Derived("m", Parents);
        var lineage = Of("a-x Anti, b-x Anti", Derived("d", new RequestedDerivation("homes-and-money", 3, [middle, Dataset("a")])), Derived("d", Parents));

        Assert.Equal(["d", "m", "a", "b"], lineage.LinkedIn("d"));
        Assert.Equal(["x"], lineage.ProbedIn("d"));
        Assert.Equal(["d", "m", "a", "b", "x", "a", "d", "a", "b", "x"], lineage.Datasets.Select(dataset => dataset.Id));
        Assert.Equal(["m", "a", "b", "x", "a"], Lineage.AncestorsOf(lineage.Datasets[0]));
        Assert.Equal(["x"], Of("a-x Anti, b-x Anti", Derived("d", new RequestedDerivation("homes-and-money", 3, [middle]))).ProbedIn("d"));
    }

    [Fact]
    public void LinkedIn_DatasetOfASource_IsItself()
    {
        Assert.Equal(["s"], Of(string.Empty, Dataset("s")).LinkedIn("s"));
        Assert.Equal(["nowhere"], Of(string.Empty, Dataset("s")).LinkedIn("nowhere"));
        Assert.Empty(Of(string.Empty, Dataset("s")).ProbedIn("s"));
    }

    [Fact]
    public void Of_Uses_ComeDownToTheFirstParentsEachOnce()
    {
        var first = new RequestedDataset("a", "Council", [new RequestedColumn("name", "Identifier", ["Match"]), new RequestedColumn("other", "Identifier", [])]);
        var middle = new RequestedDataset("m", "Council", [new RequestedColumn("name", "Identifier", [], From: ["a.name"])], new RequestedDerivation("homes-and-money", 3, [first]));
        var last = Derived("d", new RequestedDerivation("homes-and-money", 3, [middle]), new RequestedColumn("name", "Identifier", ["Match"], From: ["m.name"]), new RequestedColumn("again", "Identifier", ["Match", "Select"], From: ["m.name"]));
        var request = Request(last) with { Outputs = [new RequestedOutput("o", "Outreach", "Row", [new RequestedOutputColumn("name", "Contact", ["d.name"])])] };

        var lineage = Lineage.Of(Samples.Registry, request);

        Assert.Equal(["Match", "Output"], lineage.Datasets[0].Columns[0].Uses);
        Assert.Equal(["Match", "Output", "Select"], lineage.Datasets[1].Columns.Single().Uses);
        Assert.Equal(["Match", "Output", "Select"], lineage.Datasets[2].Columns.Single().Uses);
        Assert.Equal(["d", "m"], lineage.Derived.Select(dataset => dataset.Id));
    }

    [Fact]
    public void MadeUnder_Version_IsThatOneAndNoOther()
    {
        var lineage = Lineage.Of(Samples.Registry, Request());

        Assert.Equal(3, lineage.MadeUnder(Made() with { Version = 3 })!.Version);
        Assert.Equal(4, lineage.MadeUnder(Made() with { Version = 4 })!.Version);
        Assert.Null(lineage.MadeUnder(Made() with { Version = 5 }));
    }

    private static Lineage Of(string joins, params RequestedDataset[] datasets) => Lineage.Of(
        new Registry(Samples.Catalogue, [Samples.V3 with { Joins = [.. joins.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(Join)] }], Samples.People),
        Request(datasets));

    private static RuleJoin Join(string join) => new(join[..1], join[2..3], [.. join[4..].Split('+').Select(Enum.Parse<JoinType>)], ["person"], 0.9m);

    private static GateRequest Request(params RequestedDataset[] datasets) => Samples.HomesAndMoney() with { Datasets = datasets, Joins = [], Outputs = [] };

    private static RequestedDataset Dataset(string id) => new(id, "Council", []);

    private static RequestedDerivation Made(params string[] parents) => new("homes-and-money", 3, [.. parents.Select(Dataset)]);

    private static RequestedDataset Derived(string id, RequestedDerivation made, params RequestedColumn[] columns) => new(id, "Council", columns, made);
}
