using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Rules;

public sealed class RuleTextTests
{
    private static readonly Approval Approval = new(
        ApproverRole.IAO, "p-\"odd\\one", new string('a', 64), new DateTimeOffset(2026, 11, 22, 9, 0, 5, TimeSpan.Zero), "p-sandhu", ["HA96-P7"], "c2lnbmF0dXJl");

    private static string Sample => File.ReadAllText(Path.Combine(Samples.GovernanceFolder, "rules", "homes-and-money.v4.yaml"));

    [Fact]
    public void WithLifeCycle_CommittedRules_SayWhatIsGivenAndKeepTheRest()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Samples.GovernanceFolder, "rules"), "*.v*.yaml"))
        {
            Check(File.ReadAllText(file));
        }
    }

    [Theory]
    [InlineData("approvals: []\n")]
    [InlineData("approvals: []  # none yet\n")]
    [InlineData("")]
    [InlineData("approvals: []\n\n# An end that stays.\n")]
    [InlineData("approvals: [{ role: IAO, person: p, ruleHash: \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\", at: 2026-11-22T09:00:00Z }]\n")]
    public void WithLifeCycle_HoweverApprovalsWereWritten_ReplacesThem(string approvals) =>
        Check(Sample[..Sample.IndexOf("approvals:\n", StringComparison.Ordinal)] + approvals);

    [Fact]
    public void WithLifeCycle_MembersAndCommentsAmongTheApprovals_Stay() =>
        Check(Sample.Replace("retentionDays: 90\n", string.Empty, StringComparison.Ordinal).Replace("  - role: IAO\n", "\n# Between two.\n\n  - role: IAO\n", StringComparison.Ordinal).TrimEnd('\n') + "\n\n# Kept.\nretentionDays: 90\n");

    [Fact]
    public void WithLifeCycle_ReasonOverSeveralLines_IsReplacedWhole() =>
        Check(Sample.Replace("status: Approved\n", "status: Suspended\nstatusReason: >\n  An incident,\n\n  told at length.\n", StringComparison.Ordinal));

    [Fact]
    public void ContentOf_ARule_IsADraftWithoutApprovalsOfTheSameContent()
    {
        var content = RuleFile.Parse(RuleText.ContentOf(Sample), "content").Rule;

        Assert.Equal((RuleStatus.Draft, 0), (content.Status, content.Approvals.Count));
        Assert.Equal(RuleFile.Parse(Sample, "sample").Rule.ContentHash, content.ContentHash);
    }

    [Fact]
    public void ContentOf_AStatusThatIsNotAtTheMargin_IsRefused() => Assert.Throws<FormatException>(() => RuleText.ContentOf("{ status: Approved }\n"));

    private static void Check(string text)
    {
        var before = RuleFile.Parse(text, "before").Rule;

        var changed = RuleText.WithLifeCycle(text, RuleStatus.Suspended, "Why: \"so\"", [Approval, Approval]);

        var after = RuleFile.Parse(changed, "after").Rule;
        Assert.Equal(before.ContentHash, after.ContentHash);
        Assert.Equal((RuleStatus.Suspended, "Why: \"so\"", 2), (after.Status, after.StatusReason, after.Approvals.Count));
        Assert.Equal(Approval with { Acknowledges = after.Approvals[^1].Acknowledges }, after.Approvals[^1]);
        Assert.Equal(Approval.Acknowledges, after.Approvals[^1].Acknowledges);
        Assert.All(text.Split('\n').Where(line => line.StartsWith('#')), comment => Assert.Contains(comment, changed, StringComparison.Ordinal));
    }
}
