using Linkage.Governance.Decisions.Checks;

namespace Linkage.Governance.Tests.Decisions;

public sealed class ShownTests
{
    [Theory]
    [InlineData("", "(empty)")]
    [InlineData("a", "a")]
    [InlineData("food-vouchers.customer_name:2/B", "food-vouchers.customer_name:2/B")]
    [InlineData("Mrs Jones", "(a text of 9 characters that is no plain name)")]
    [InlineData("é", "(a text of 1 characters that is no plain name)")]
    public void Name_PlainWords_AreShownAndAllElseIsToldByItsLength(string text, string shown) => Assert.Equal(shown, Shown.Name(text));

    [Fact]
    public void Name_LongerThanAnyName_IsToldByItsLength()
    {
        Assert.Equal(new string('a', 80), Shown.Name(new string('a', 80)));
        Assert.Equal("(a text of 81 characters that is no plain name)", Shown.Name(new string('a', 81)));
    }

    [Fact]
    public void List_OfNames_IsInTheirOrder() => Assert.Equal("a, b, (a text of 3 characters that is no plain name)", Shown.List(["b", "c c", "a"]));
}
