using Linkage.Governance.Decisions;

namespace Linkage.Governance.Tests.Decisions;

public sealed class LinkageShapeTests
{
    [Fact]
    public void Of_OneDataset_IsLinkedWithNothingAndLacksNothing()
    {
        var shape = Shape("a");

        Assert.Equal(["a"], shape.Base);
        Assert.Empty(shape.Unjoined);
        Assert.Empty(shape.BasePairs);
        Assert.Empty(shape.ProbedPairs);
    }

    [Fact]
    public void Of_DatasetsInAnyOrderAndTwice_AreEachOnceAndByTheirIds()
    {
        var shape = Shape("c a b a c", "c-a Inner", "b-c Left");

        Assert.Equal(["a", "b", "c"], shape.Base);
        Assert.Equal([("a", "b"), ("a", "c"), ("b", "c")], shape.BasePairs);
        Assert.Empty(shape.Unjoined);
    }

    [Fact]
    public void Of_DatasetInNoJoin_IsUnjoinedAndCountsAsLinked()
    {
        var shape = Shape("d a b c", "b-a Inner");

        Assert.Equal(["c", "d"], shape.Unjoined);
        Assert.Equal(["a", "b", "c", "d"], shape.Base);
        Assert.Empty(shape.ProbedPairs);
    }

    [Fact]
    public void Of_TwoDatasetsWithoutAJoin_AreBothUnjoined() => Assert.Equal(["a", "b"], Shape("a b").Unjoined);

    [Fact]
    public void Of_OneDatasetNamedTwice_LacksNothing() => Assert.Empty(Shape("a a").Unjoined);

    [Fact]
    public void Of_DatasetOnTheRightOfAntiJoinsAlone_IsProbedByEachOfTheOthers()
    {
        var shape = Shape("a b x y", "a-b Inner", "a-x Anti", "b-x Anti", "a-y Anti");

        Assert.Equal(["a", "b"], shape.Base);
        Assert.Equal([("a", "b")], shape.BasePairs);
        Assert.Equal([("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")], shape.ProbedPairs);
        Assert.Empty(shape.Unjoined);
    }

    [Theory]
    [InlineData("a-x Inner")]
    [InlineData("a-x Left")]
    [InlineData("a-x Anti, b-x Inner")]
    [InlineData("a-x Anti, x-b Anti")]
    [InlineData("a-x Anti, x-b Inner")]
    [InlineData("x-a Anti, x-b Anti")]
    [InlineData("x-x Anti")]
    [InlineData("a-x Anti, x-x Anti")]
    public void Of_DatasetInAnyOtherJoin_IsLinked(string joins)
    {
        var shape = Shape("a b x", [.. joins.Split(", "), "a-b Inner"]);

        Assert.Contains("x", shape.Base);
        Assert.DoesNotContain(shape.ProbedPairs, pair => pair.Probed == "x");
    }

    private static LinkageShape Shape(string datasets, params string[] joins) => LinkageShape.Of(Samples.HomesAndMoney() with
    {
        Datasets = [.. datasets.Split(' ').Select(id => new RequestedDataset(id, "Council", []))],
        Joins = [.. joins.Select(join => new RequestedJoin(join[..1], join[2..3], join[4..], ["person"], 0.9))],
    });
}
