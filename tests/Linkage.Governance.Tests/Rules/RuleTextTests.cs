using Linkage.Governance.Rules;

namespace Linkage.Governance.Tests.Rules;

public sealed class RuleTextTests : IDisposable
{
    private static readonly Approval Approval = new(
        ApproverRole.IAO, "p-\"odd\\one", new string('a', 64), new DateTimeOffset(2026, 11, 22, 9, 0, 5, TimeSpan.Zero), "p-sandhu", ["HA96-P7"], "c2lnbmF0dXJl");

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void WithApproval_CommittedRules_GainOneAndKeepTheRest()
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
    public void WithApproval_FirstOne_IsWritten(string approvals)
    {
        var text = File.ReadAllText(Path.Combine(Samples.GovernanceFolder, "rules", "homes-and-money.v4.yaml"));
        Check(text[..text.IndexOf("approvals:\n", StringComparison.Ordinal)] + approvals);
    }

    [Fact]
    public void WithApproval_MembersBehindTheApprovals_StayBehind()
    {
        var text = File.ReadAllText(Path.Combine(Samples.GovernanceFolder, "rules", "homes-and-money.v4.yaml"));
        Check(text.Replace("retentionDays: 90\n", string.Empty, StringComparison.Ordinal).TrimEnd('\n') + "\n\n# Kept.\nretentionDays: 90\n");
    }

    [Fact]
    public void WithApproval_ApprovalsOnOneLine_IsRefused() =>
        Assert.Throws<FormatException>(() => RuleText.WithApproval("status: Proposed\napprovals: [{ role: IAO }]\n", Approval, null));

    private void Check(string text)
    {
        File.WriteAllText(_path, text);
        var before = RuleFile.Load(_path).Rule;

        var changed = RuleText.WithApproval(text, Approval, RuleStatus.Suspended);

        File.WriteAllText(_path, changed);
        var after = RuleFile.Load(_path).Rule;
        Assert.Equal(before.ContentHash, after.ContentHash);
        Assert.Equal(RuleStatus.Suspended, after.Status);
        Assert.Equal(before.Approvals.Count + 1, after.Approvals.Count);
        Assert.Equal(Approval with { Acknowledges = after.Approvals[^1].Acknowledges }, after.Approvals[^1]);
        Assert.Equal(Approval.Acknowledges, after.Approvals[^1].Acknowledges);
        Assert.All(text.Split('\n').Where(line => line.StartsWith('#')), comment => Assert.Contains(comment, changed, StringComparison.Ordinal));
    }
}
