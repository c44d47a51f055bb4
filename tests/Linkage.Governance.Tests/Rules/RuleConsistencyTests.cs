using Linkage.Governance.Documents;
using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Rules;

/// <summary>A rule file that contradicts itself is refused with the line and the key of the contradiction.</summary>
public sealed class RuleConsistencyTests
{
    private const string Letters = "homes-and-money.v4.yaml";
    private const string Research = "child-poverty-research.v1.yaml";

    [Theory]
    [InlineData(Letters, "supersedes: 3", "supersedes: 4", "supersedes", "a version can supersede an older one only; write a smaller number.")]
    [InlineData(Letters, "supersedes: 3", "supersedes: 5", "supersedes", "a version can supersede an older one only; write a smaller number.")]
    [InlineData(Letters, "validTo: 2027-12-31", "validTo: 2026-11-15", "validTo", "the rule ends before it begins; correct one of the two dates.")]
    [InlineData(Letters, "  codes: [income-maximisation, homelessness-prevention]", "  codes: []", "purpose", "a rule needs a purpose; add a code.")]
    [InlineData(Letters, "  codes: [income-maximisation, homelessness-prevention]", "  codes: [income-maximisation, fraud-detection]", "purpose", "a purpose is both permitted and incompatible; remove it from one list.")]
    [InlineData(Research, "disclosure: { minimumCell: 10, roundingBase: 5,", "disclosure: { minimumCell: 10, roundingBase: 11,", "disclosure", "the rounding base is larger than the smallest cell, so a permitted count could round to nothing; make it smaller.")]
    [InlineData(Letters, "  - id: think-family", "  - id: food-vouchers", "datasets", "a dataset is there twice; merge the two.")]
    [InlineData(Research, "  - name: wards", "  - name: families", "selection", "two selections have one name; rename one.")]
    [InlineData(Research, "  - { id: dwp, type", "  - { id: ashgrove-council, type", "controllers", "a party is there twice; keep it once.")]
    [InlineData(Letters, "purpose:\n", "processors: [{ id: ashgrove-council, type: Council }]\n\npurpose:\n", "controllers", "a party is there twice; keep it once.")]
    [InlineData(Letters, "  opt-out: \"63", "  opted-out: \"63", "contracts", "the contracts are not those of the rule's datasets and opt-out lists; name each of them once, with the hash of its contract, and no other.")]
    [InlineData(Letters, "optOutLists: [opt-out, unsafe-to-contact]", "optOutLists: [opt-out]", "contracts", "the contracts are not those of the rule's datasets and opt-out lists; name each of them once, with the hash of its contract, and no other.")]
    [InlineData(Letters, "  - { left: food-vouchers, right: think-family,", "  - { left: food-voucher, right: think-family,", "joins[1]", "a dataset of this join is not among the datasets of the rule; correct its id.")]
    [InlineData(Letters, "  - { left: food-vouchers, right: think-family,", "  - { left: food-vouchers, right: think-families,", "joins[1]", "a dataset of this join is not among the datasets of the rule; correct its id.")]
    [InlineData(Letters, "  - { left: food-vouchers, right: think-family,", "  - { left: food-vouchers, right: food-vouchers,", "joins[1]", "a dataset is joined with itself; that needs no permission, remove the join.")]
    [InlineData(Letters, "mustExclude: [adult-social-care]", "mustExclude: [think-family]", "mustExclude", "a dataset to be left out has no anti-join in this rule; add the join with it on the right, or correct the id.")]
    [InlineData(Letters, "mustExclude: [adult-social-care]", "mustExclude: [adult-social-care, rent-arrears-panel]", "mustExclude", "a dataset to be left out has no anti-join in this rule; add the join with it on the right, or correct the id.")]
    [InlineData(Research, "      - { name: families, role: Count }", "      - { name: ward_code, role: Count }", "outputs[1]", "two columns of this output have one name; rename one.")]
    [InlineData(Research, "role: Dimension, sources: [dwp-lcf-monthly.in_relative_low_income]", "role: Dimension, sources: [dwp-lcf-monthly.youngest_child_date_of_birth]", "outputs[1]", "a source of this output is not a column of the rule with the use Output; write it as dataset.column and give that column the use.")]
    [InlineData(Research, "role: Dimension, sources: [dwp-lcf-monthly.in_relative_low_income]", "role: Dimension, sources: [in_relative_low_income]", "outputs[1]", "a source of this output is not a column of the rule with the use Output; write it as dataset.column and give that column the use.")]
    [InlineData(Research, "role: Dimension, sources: [dwp-lcf-monthly.in_relative_low_income]", "role: Dimension, sources: [dwp.in_relative_low_income]", "outputs[1]", "a source of this output is not a column of the rule with the use Output; write it as dataset.column and give that column the use.")]
    [InlineData(Research, "      in_relative_low_income: [Select, Output]", "      in_relative_low_income: [Output, Never]", "outputs[0]", "a source of this output is not a column of the rule with the use Output; write it as dataset.column and give that column the use.")]
    [InlineData(Research, "    to: 2027-11-30", "    to: 2026-09-30", "reuseApprovals[0]", "this approval ends before it begins; correct one of the two dates.")]
    [InlineData(Research, "      - dwp-lcf-monthly.children\n", "      - dwp-lcf-monthly.childs\n", "reuseApprovals[0]", "a column of this approval is not a column of the rule; write it as dataset.column.")]
    public void Parse_RuleThatContradictsItself_IsRefusedWithThePlace(string file, string text, string instead, string key, string problem)
    {
        var refused = Assert.Throws<ConfigurationException>(() => Parse(file, text, instead));

        Assert.Equal((key, problem), (refused.Key, refused.Problem));
        Assert.Equal("rule.yaml", refused.File);
    }

    [Theory]
    [InlineData(Letters, "validTo: 2027-12-31", "validTo: 2026-11-16")]
    [InlineData(Letters, "supersedes: 3\n", "")]
    [InlineData(Letters, "mustExclude: [adult-social-care]\n", "")]
    [InlineData(Research, "disclosure: { minimumCell: 10, roundingBase: 5,", "disclosure: { minimumCell: 10, roundingBase: 10,")]
    [InlineData(Research, "disclosure: { minimumCell: 10,", "disclosure: { minimumCell: 5,")]
    [InlineData(Research, "    to: 2027-11-30", "    to: 2026-10-01")]
    public void Parse_RuleAtTheEdgeOfWhatAgrees_IsRead(string file, string text, string instead) => Assert.NotEmpty(Parse(file, text, instead).Rule.Id);

    [Fact]
    public void Parse_MinimumCellBelowFive_IsRefused()
    {
        var refused = Assert.Throws<ConfigurationException>(() => Parse(Research, "disclosure: { minimumCell: 10, roundingBase: 5,", "disclosure: { minimumCell: 4, roundingBase: 4,"));

        Assert.Equal("disclosure.minimumCell", refused.Key);
    }

    [Fact]
    public void Parse_Sums_HaveAcrosThresholdsWhereNothingElseIsSaid()
    {
        Assert.Null(RuleFile.Parse(Text(Research), "rule.yaml").Rule.Disclosure!.Sums);
        Assert.Equal(new SumTerms(2, 90, 10, 50), Parse(Research, "maximaBanned: true }", "maximaBanned: true, sums: { roundingBase: 50 } }").Rule.Disclosure!.Sums);
        Assert.Equal(
            new SumTerms(3, 75, 15, 100),
            Parse(Research, "maximaBanned: true }", "maximaBanned: true, sums: { contributors: 3, percent: 75, pPercent: 15, roundingBase: 100 } }").Rule.Disclosure!.Sums);
    }

    [Theory]
    [InlineData("{ }", "disclosure.sums.roundingBase")]
    [InlineData("{ roundingBase: 0 }", "disclosure.sums.roundingBase")]
    [InlineData("{ roundingBase: 10, contributors: 1 }", "disclosure.sums.contributors")]
    [InlineData("{ roundingBase: 10, percent: 100 }", "disclosure.sums.percent")]
    [InlineData("{ roundingBase: 10, pPercent: 0 }", "disclosure.sums.pPercent")]
    [InlineData("{ roundingBase: 10, maximum: true }", "disclosure.sums.maximum")]
    public void Parse_SumsThatProtectNobody_AreRefused(string sums, string key) =>
        Assert.Equal(key, Assert.Throws<ConfigurationException>(() => Parse(Research, "maximaBanned: true }", $"maximaBanned: true, sums: {sums} }}")).Key);

    [Fact]
    public void Parse_RuleWithoutASelection_IsReadAndPermitsNoQuery()
    {
        var text = Text(Letters);
        var (from, to) = (text.IndexOf("selection:\n", StringComparison.Ordinal), text.IndexOf("outputs:\n", StringComparison.Ordinal));

        Assert.Empty(RuleFile.Parse(text[..from] + text[to..], "rule.yaml").Rule.Selection);
    }

    private static RuleFile Parse(string file, string text, string instead)
    {
        var before = Text(file);
        var at = before.IndexOf(text, StringComparison.Ordinal);
        Assert.True(at >= 0, $"The sample no longer holds: {text}");
        return RuleFile.Parse(before[..at] + instead + before[(at + text.Length)..], "rule.yaml");
    }

    private static string Text(string file) => File.ReadAllText(Path.Combine(Samples.GovernanceFolder, "rules", file));
}
