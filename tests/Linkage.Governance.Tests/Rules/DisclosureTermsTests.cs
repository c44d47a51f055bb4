using Linkage.Governance.Documents;
using Linkage.Governance.Rules;
using Linkage.TestKit;

namespace Linkage.Governance.Tests.Rules;

/// <summary>What a rule says of dates and of people left out of rows.</summary>
public sealed class DisclosureTermsTests : IDisposable
{
    private const string Written = "disclosure: { minimumCell: 10, roundingBase: 5, kAnonymity: 5, maximaBanned: true }";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_RuleThatSaysNothing_HasTheHashThatWasApproved()
    {
        var rule = Load(Written);

        Assert.Null(rule.Disclosure!.Dates);
        Assert.Null(rule.Disclosure.MaximumSuppressedPercent);
        Assert.All(rule.Approvals, approval => Assert.Equal(RuleCanonicalForm.HashOf(rule), approval.RuleHash));
    }

    [Fact]
    public void Load_RuleThatSays_HasAnotherHash()
    {
        var rule = Load(Written.Replace(" }", ", maximumSuppressedPercent: 2, dates: year }", StringComparison.Ordinal));

        Assert.Equal((2, "year"), (rule.Disclosure!.MaximumSuppressedPercent, rule.Disclosure.Dates));
        Assert.NotEqual(RuleCanonicalForm.HashOf(Load(Written)), RuleCanonicalForm.HashOf(rule));
    }

    [Theory]
    [InlineData("dates: week")]
    [InlineData("dates: decade")]
    [InlineData("maximumSuppressedPercent: 101")]
    [InlineData("maximumSuppressedPercent: -1")]
    [InlineData("generalise: true")]
    public void Load_WordThatMeansNothing_IsRefused(string term) =>
        Assert.Throws<ConfigurationException>(() => Load(Written.Replace(" }", $", {term} }}", StringComparison.Ordinal)));

    private Rule Load(string disclosure)
    {
        var text = File.ReadAllText(RepositoryPaths.Of("governance", "rules", "child-poverty-research.v1.yaml"));
        Assert.Contains(Written, text, StringComparison.Ordinal);
        return RuleFile.Load(_folder.Write("child-poverty-research.v1.yaml", text.Replace(Written, disclosure, StringComparison.Ordinal))).Rule;
    }
}
