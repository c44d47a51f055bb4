using Linkage.Jobs.Explaining;
using Linkage.TestKit;

namespace Linkage.Jobs.Tests.Watching;

public sealed class RunbookAnchorsTests
{
    [Theory]
    [InlineData("DISK_FULL", "Extract", "runbook.md#program-and-machine")]
    [InlineData("CRASHED", "Start", "runbook.md#program-and-machine")]
    [InlineData("COLUMN_NOT_PERMITTED", "Gate", "runbook.md#gate-the-request-is-denied-exit-2")]
    [InlineData("COLUMN_NOT_PERMITTED", "Release", "runbook.md#release-refused-exit-2-nothing-published")]
    [InlineData("NO_SUCH_CODE", "Gate", null)]
    public void Of_Code_IsTheSectionThatHasIt(string code, string stage, string? anchor)
    {
        Assert.Equal(anchor, RunbookAnchors.Of(code, stage));
        Assert.True(anchor is null || File.ReadAllLines(RepositoryPaths.Of("runbook.md")).Any(line => line.StartsWith("### ", StringComparison.Ordinal)
            && $"runbook.md#{string.Concat(line[4..].ToLowerInvariant().Where(c => c is ' ' or '-' || char.IsLetterOrDigit(c))).Replace(' ', '-')}" == anchor));
    }
}
